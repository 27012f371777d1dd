import type { ExitCode, Report } from "@migrun/core";

/** A number with its noun: `1 warning`, `2 warnings`, `2 branches` with a plural of its own. */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : many}`;
}

/** A duration for people: `85 ms`, `1.9 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 100) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** What each exit code means, for the end of a report and for `--help`. */
export const EXIT_MEANINGS: Readonly<Record<ExitCode, string>> = {
  0: "ok",
  1: "a check failed, or an error finding is not suppressed (with --strict: a warning)",
  2: "usage or configuration",
  3: "infrastructure: no Python, no Alembic, no server, or a missing extension",
  4: "upgrade failed, and every failed target rolled back cleanly",
  5: "upgrade left a target part-way: a person has to look",
  6: "the lock was busy, nothing changed",
  70: "a bug in migrun",
  130: "interrupted (Ctrl-C), after clean-up",
  143: "ended by SIGTERM, after clean-up",
};

/** Why a finding of a run matters, by code. Rules of revision files say it themselves. */
export const WHY: Readonly<Record<string, string>> = {
  MC501: "Code that uses it fails on every database that only the revisions built.",
  MC502: "The next autogenerate would drop it, with whatever it holds.",
  MC503: "Code is written against the models, and meets the database as the revisions made it.",
  MC504: "Drift in these tables cannot be seen, and autogenerate would drop them.",
  MC510: "The next upgrade after a downgrade meets it, and often fails because it already exists.",
  MC511: "A database that was rolled back once is no longer the same as a fresh one.",
  MC512: "A rollback in production would lose these rows.",
  MX902: "A suppression that nobody can read back hides more than was meant.",
  MX904: "A deploy would report success and change nothing.",
  MX905: "The next deploy stops here, and so does every fresh database.",
  MX906: "A rollback stops here.",
  MX907: "A reviewer or DBA who asks Alembic for the SQL gets an error instead.",
  MX909: "Everything after this step is unknown.",
  MX912: "The revision cannot run on this server, so nothing after it was checked.",
  MX913: "env.py cannot be loaded without them, so nothing was checked.",
  MX914: "A check must never reach a database that migrun did not make.",
  MX915: "Everything after this point is unknown.",
};

/** The facts of the run's base in words; empty where revisions are not judged by age. */
export function baseLine(report: Report): string {
  const { ref, commit } = report.base;
  if (commit === null) return "base: unknown, every revision counts as new";
  return `base: ${ref ?? "commit"} ${commit.slice(0, 10)}`;
}

/** `4 targets: 3 passed, 1 failed`; classes without a target are left out. */
export function targetCounts({ summary }: Report): string {
  const classes = [
    [summary.passed, "passed"],
    [summary.failed, "failed"],
    [summary.errors, "not checked"],
    [summary.skipped, "skipped"],
  ] as const;
  const present = classes.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  const targets = plural(summary.targets, "target");
  return present.length === 0 ? targets : `${targets}: ${present.join(", ")}`;
}

/** `1 error, 2 warnings`, or `no findings`. */
export function findingCounts(counts: Report["summary"]["findings"]): string {
  const present = (["error", "warning", "notice"] as const).filter((severity) => counts[severity] > 0);
  if (present.length === 0) return "no findings";
  return present.map((severity) => plural(counts[severity], severity)).join(", ");
}

/** Who asked for a database that is not migrun's, and did not get it; null if nobody did. */
export function keptAway(report: Report): string | null {
  const asking = report.targets.filter((target) => target.isolation.redirected.length > 0);
  if (asking.length === 0) return null;
  const verb = asking.length === 1 ? "was" : "were";
  const whose = asking.length === 1 ? "a database that was not its own" : "databases that were not theirs";
  const named = asking.map((target) => {
    const asked = target.isolation.redirected.map((one) => one.asked);
    const shown = asked.length > 2 ? [...asked.slice(0, 2), `${asked.length - 2} more`] : asked;
    return `${target.name} (${shown.join(", ")})`;
  });
  const listed = named.length > 4 ? [...named.slice(0, 4), `${named.length - 4} more`] : named;
  return `${plural(asking.length, "target")} asked for ${whose} and ${verb} kept away: ${listed.join(", ")}`;
}

/** The line on the exit code below a report that is not ok. */
export function exitLine(report: Report): string {
  const meaning = EXIT_MEANINGS[report.exitCode as ExitCode] ?? "unknown";
  const onlyWarnings = report.exitCode === 1 && report.summary.findings.error === 0;
  const strict = onlyWarnings && report.summary.failed === 0 && report.summary.findings.warning > 0;
  return `exit code ${report.exitCode}: ${strict ? "warnings fail this run (strict)" : meaning}`;
}
