import {
  type ExitCode,
  type LockHolder,
  UPGRADE_STATUSES,
  type UpgradeDocument,
  type UpgradeTarget,
} from "@migrun/core";
import type { LockState } from "../engine.ts";
import { duration, EXIT_MEANINGS, plural } from "../messages.ts";
import { neutralise, oneLine } from "../plain-text.ts";
import type { RenderOptions } from "../reporters/reporter.ts";

const WORDS: Readonly<Record<UpgradeTarget["status"], string>> = {
  upgraded: "upgraded",
  downgraded: "downgraded",
  at_head: "nothing to do",
  ahead: "ahead of this code",
  planned: "would be migrated",
  failed: "FAILED",
  busy: "LOCK BUSY",
  refused: "REFUSED",
  skipped: "not begun",
};

const STATES = {
  "not-started": "not started",
  committed: "committed",
  "rolled-back": "rolled back",
  unknown: "UNKNOWN",
};

/** The result of a deploy for people: a line per target, what each revision came to where it matters, the exit code. */
export function renderUpgrade(document: UpgradeDocument, options: RenderOptions): string {
  const lines = document.targets.flatMap((target) => targetLines(target, options));
  if (document.dryRun) lines.push("dry run: nothing was changed");
  if (document.exitCode !== 0) {
    const meaning = EXIT_MEANINGS[document.exitCode as ExitCode] ?? "unknown";
    const done = document.summary.upgraded + document.summary.downgraded;
    // "Refused" must not be read as "nothing happened".
    const others = document.exitCode === 2 && done > 0 ? `; ${plural(done, "other target")} did change` : "";
    lines.push(`exit code ${document.exitCode}: ${meaning}${others}`);
  }
  lines.push(countsLine(document));
  return `${lines.join("\n")}\n`;
}

/** `3 targets: 1 upgraded, 1 failed, 1 not begun`: always last, so that a log's end tells everything. */
function countsLine({ summary }: Pick<UpgradeDocument, "summary">): string {
  const counts = UPGRADE_STATUSES.filter((status) => summary[status] > 0).map(
    (status) => `${summary[status]} ${WORDS[status].toLowerCase()}`,
  );
  return `${plural(summary.targets, "target")}: ${counts.join(", ") || "nothing to do"}`;
}

/** What a deploy is going to do, shown before the question. */
export function renderPlans(plans: readonly UpgradeTarget[], options: RenderOptions): string {
  return `${plans.flatMap((plan) => targetLines(plan, options)).join("\n")}\n`;
}

/** The lock of one target's database, a line per holder and per session that an earlier run left; `pid` is the one whose session was to be ended. */
export function lockLines(state: LockState, pid: number | null): readonly string[] {
  const name = `${oneLine(state.name)} (${oneLine(state.database ?? "unknown database")})`;
  if (state.problem !== null) return [`${name}: ${oneLine(state.problem)}`];
  const ended = state.released === null ? "" : state.released ? ", ended" : ", not ended: the server refused";
  const line = (what: string, one: LockHolder): string =>
    `${name}: ${what} ${holderWords(one)}${one.pid === pid ? ended : ""}`;
  const held = state.holders.map((holder) => line("held by", holder));
  return [
    ...(held.length === 0 ? [`${name}: nobody holds the lock`] : held),
    ...state.orphans.map((orphan) => line("left at work by an earlier run, without the lock:", orphan)),
  ];
}

function targetLines(target: UpgradeTarget, { theme, verbosity }: RenderOptions): readonly string[] {
  const bad = target.status === "failed" || target.status === "busy" || target.status === "refused";
  const paint = bad ? theme.bad : target.status === "skipped" ? theme.warn : theme.good;
  const facts = [
    target.database === null ? null : oneLine(target.database),
    target.revisions.length === 0 ? null : plural(target.revisions.length, "revision"),
    rowsOf(target, theme.symbols.arrow),
    target.tries > 1 ? `${target.tries} tries` : null,
    target.waitedMs >= 1000 ? `waited ${duration(target.waitedMs)}` : null,
    duration(target.durationMs),
  ].filter((fact) => fact !== null);
  const lines = [`${theme.bold(oneLine(target.name))}: ${paint(WORDS[target.status])} (${facts.join(", ")})`];
  if (target.status === "planned" && target.direction === "downgrade")
    lines.push(
      `  ${theme.bad("a downgrade")}: these revisions are taken back, with the data that is in what they made`,
    );
  if (bad || target.status === "planned" || verbosity > 0)
    for (const { id, state } of target.revisions)
      lines.push(target.status === "planned" ? `  ${oneLine(id)}` : `  ${oneLine(id)}  ${STATES[state]}`);
  if (target.problem !== null) lines.push(...problemLines(target.problem));
  if (target.lost.length > 0)
    lines.push("  what would be lost:", ...target.lost.map((one) => `    ${oneLine(one)}`));
  for (const note of target.notes) lines.push(`  note: ${oneLine(note)}`);
  if (verbosity > 0 && Object.keys(target.settings).length > 0)
    lines.push(
      `  ${Object.entries(target.settings)
        .map(([key, value]) => `${key}=${oneLine(value)}`)
        .join(" ")}`,
    );
  if (target.sql !== null) lines.push("", neutralise(target.sql.trimEnd()), "");
  return lines;
}

function problemLines(problem: NonNullable<UpgradeTarget["problem"]>): readonly string[] {
  const place = problem.file === null ? "" : `${oneLine(problem.file)}:${problem.line ?? 1}`;
  const at = [problem.revision === null ? "" : `revision ${oneLine(problem.revision)}`, place].filter(
    (one) => one !== "",
  );
  const lines = neutralise(problem.message)
    .split("\n")
    .map((line) => `  ${line}`);
  if (at.length > 0) lines.push(`  at ${at.join(", ")}`);
  if (problem.statement !== null) lines.push(`  in ${oneLine(problem.statement).slice(0, 300)}`);
  if (problem.hint !== "")
    lines.push(
      ...neutralise(problem.hint)
        .split("\n")
        .map((line) => `  ${line}`),
    );
  return lines;
}

function rowsOf(target: UpgradeTarget, arrow: string): string | null {
  // Two heads come in no order of their own.
  const from = target.from === null ? null : target.from.toSorted().join(", ") || "base";
  const to = target.proof?.rows.toSorted().join(", ") ?? null;
  if (target.status === "planned" || to === null) return from === null ? null : `at ${oneLine(from)}`;
  const end = to === "" ? "base" : to;
  return from === null || from === end ? `at ${oneLine(end)}` : `${oneLine(from)} ${arrow} ${oneLine(end)}`;
}

function holderWords(holder: LockHolder): string {
  const name = holder.application === "" ? "no application name" : oneLine(holder.application);
  return `pid ${holder.pid} (${name}) from ${holder.client}, there for ${duration(holder.seconds * 1000)}`;
}
