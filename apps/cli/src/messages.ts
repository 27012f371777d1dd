import type { CheckReport, ExitCode, Finding, Report, RunEvent } from "@migrun/core";
import { neutralise, oneLine } from "./plain-text.ts";
import type { RunState } from "./progress/run-state.ts";
import { unexplainedChecks } from "./reporters/select.ts";

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
  MR502: "A rollback across this revision needs a restore from a backup.",
  MX902: "A suppression that nobody can read back hides more than was meant.",
  MX904: "A deploy would report success and change nothing.",
  MX905: "The next deploy stops here, and so does every fresh database.",
  MX906: "A rollback stops here.",
  MX907: "A reviewer or DBA who asks Alembic for the SQL gets an error instead.",
  MX909: "Everything after this step is unknown.",
  MX912: "The revision cannot run on this server, so nothing after it was checked.",
  MX913: "env.py cannot be loaded without them, so nothing was checked.",
  MX914: "A check must never reach a database that migrun did not make.",
  MX918: "How far down the round trip should go is not known, so it was not tried.",
  MX915: "Everything after this point is unknown.",
};

/** The facts of the run's base in words; empty where revisions are not judged by age. */
export function baseLine(report: Report): string {
  const { ref, commit } = report.base;
  if (isOfFiles(report)) return "";
  if (commit === null) {
    const message = report.problems.find(({ code }) => code === "MX917")?.message ?? "";
    const why = /\bshallow\b.*/u.exec(message)?.[0].replace(/\.$/u, "");
    return `base: unknown, every revision counts as new${why === undefined ? "" : `: ${why}`}`;
  }
  return `base: ${ref ?? "commit"} ${commit.slice(0, 10)}`;
}

/** Are SQL files judged, which have no revisions? */
function isOfFiles({ targets }: Report): boolean {
  return targets.some(({ checks }) => checks.some(({ id, data }) => id === "lint" && "leftOut" in data));
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

/** Roles that were made since nobody creates them, a line per target; empty where none was. */
export function rolesMadeLines(report: Report): readonly string[] {
  return report.targets.flatMap(({ name, findings }) =>
    findings
      .filter(({ code, suppressed }) => code === "MX911" && suppressed === null)
      .map(({ object }) => {
        const roles = (object ?? "").replace(/^role:/u, "").split(",");
        const shown = roles.length > 4 ? [...roles.slice(0, 4), `${roles.length - 4} more`] : roles;
        return `${name}: ${plural(roles.length, "role")} that nobody creates, made for the check (MX911): ${shown.join(", ")}`;
      }),
  );
}

/** Instead of a finding that only repeats one above it. */
export function seeAbove(finding: Finding): string {
  return `revision ${oneLine(finding.revision ?? "")} has no way down, see MF103 above`;
}

/** The line on the exit code below a report that is not ok. */
export function exitLine(report: Report): string {
  if (report.exitCode !== 1) {
    return `exit code ${report.exitCode}: ${EXIT_MEANINGS[report.exitCode as ExitCode] ?? "unknown"}`;
  }
  const { findings } = report.summary;
  const unexplained = report.targets.some((target) => unexplainedChecks(target).length > 0);
  const strict = findings.error === 0 && findings.warning > 0 && !unexplained;
  return `exit code 1: ${strict ? "warnings fail this run (strict)" : "a check failed"}`;
}

/** What stands on stderr when a run was stopped before there was anything to report. */
export const INTERRUPTED = "interrupted; everything of this run was cleaned up";

/** An expected error: what happened, each detail on a line of its own, and the next step. */
export function errorMessage([first = "", ...details]: readonly string[], hint: string | null): string {
  const lines = [first, ...details.map((line) => `  ${line}`)];
  return [...lines, ...(hint === null ? [] : [hint])].join("\n");
}

/** A bug of ours: what is needed to report it. */
export function bugMessage(version: string, said: string): string {
  return [
    `a bug in migrun ${version}: ${said}`,
    "Please report it with the command line and the output of migrun version.",
    "The same command with -v prints where it happened.",
  ].join("\n");
}

/** A report file that could not be written. */
export function reportNotWritten(
  file: { readonly format: string; readonly path: string },
  why: string,
): string {
  return `the ${file.format} report could not be written to ${file.path}: ${why}`;
}

/** The comment above the SQL of one target of several. */
export function sqlHeader(target: string): string {
  return `-- target: ${target.replaceAll(/\s+/g, " ")}`;
}

/** Which files the configuration came from. */
export function configSource(files: readonly string[]): string {
  return files.length === 0 ? "no configuration file: defaults" : `from ${files.join(", ")}`;
}

/** The server is there. */
export function serverInstalled(installed: { readonly version: string; readonly directory: string }): string {
  return `Postgres ${installed.version} is installed: ${installed.directory}`;
}

/** The end of a clean-up. */
export function garbageCollected(count: number): string {
  return count === 0 ? "nothing was left behind" : `${plural(count, "leftover")} removed`;
}

/** A slow thing of the whole run. */
export function noteLine(message: string): string {
  return `migrun: ${oneLine(message)}`;
}

/** A check has ended: `users: drift passed (310 ms)`. */
export function checkEnded(target: string, check: CheckReport): string {
  const name = `${oneLine(target)}: ${check.id}`;
  if (check.status === "skipped")
    return `${name} not run${check.reason === null ? "" : `: ${oneLine(check.reason)}`}`;
  const word = check.status === "error" ? "could not be done" : check.status;
  return `${name} ${word} (${duration(check.durationMs)})`;
}

/** What env.py or a revision printed, each line marked with its target. */
export function outputLines(event: Extract<RunEvent, { kind: "output" }>): readonly string[] {
  const lines = neutralise(event.text).replace(/\n$/, "").split("\n");
  return lines.map((line) => `${oneLine(event.target)} | ${line}`);
}

/** The heartbeat: what still runs, and for how long. */
export function stillRunning(state: RunState, now: number): string {
  const shown = state.running.slice(0, 5).map((target) => {
    const doing = target.check === null ? "" : ` ${target.check}`;
    const at = target.revision === null ? "" : ` ${target.revision.done}/${target.revision.total}`;
    return `${oneLine(target.name)}${doing}${at} (${duration(now - target.since)})`;
  });
  const hidden = state.running.length - shown.length;
  const named = hidden > 0 ? [...shown, `${hidden} more`] : shown;
  const doing = named.length > 0 ? named.join(", ") : oneLine(state.note ?? "getting ready");
  return `migrun: still running, ${state.ended} of ${state.total} targets done: ${doing}`;
}

/** The line below the rows of targets at work. */
export function runningTargets(state: RunState & { readonly seconds: number }): string {
  if (state.total === 0) return `getting ready, ${state.seconds} s`;
  const failed = state.failed === 0 ? "" : `, ${state.failed} failed`;
  return `${state.ended} of ${plural(state.total, "target")} done${failed}, ${state.seconds} s`;
}

/** The end of a dry run. */
export function nothingWritten(): string {
  return "dry run: nothing was written";
}

/** Between what was written and the report on it. */
export function checksFollow(target: string): string {
  return `Checks of ${target} as it is now:`;
}
