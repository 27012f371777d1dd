import { nearest } from "../text/nearest.ts";
import type { LogicalLine, ModuleComment } from "../revision/scan-module.ts";
import type { RevisionShape } from "../revision/revision-shape.ts";
import type { CodeInfo } from "./codes.ts";
import { isPlannedCode } from "./planned-codes.ts";
import type { FindingDraft, Suppression } from "./finding.ts";

/** What one comment or `migrun_allow` entry of a revision file accepts. */
export interface SourceSuppression {
  /** The file as its findings name it. */
  readonly file: string;
  /** Line of the comment. */
  readonly line: number;
  readonly code: string;
  readonly reason: string;
  /** Last day on which it holds, `YYYY-MM-DD`. */
  readonly until: string | null;
  /** Lines that it covers, both included; null: the whole file. */
  readonly covers: { readonly from: number; readonly to: number } | null;
}

/** The suppressions of one file, and what is wrong with the others (MX902). */
export interface SourceSuppressions {
  readonly suppressions: readonly SourceSuppression[];
  readonly drafts: readonly FindingDraft[];
}

/**
 * Findings that no comment may hide: the history cannot run with them, a configured `ignore` must say more, or they
 * say that a run proves nothing. Of the MX codes only those that judge a revision are left.
 */
const NEVER = /^(?:MG00[1-7]|MG01[34]|MS203|MS279|MS280|MS298|MT320|MX9(?!0[678]$|19$)\d\d)$/;

/** May a comment in a revision file hide findings of this code? */
export function canBeAllowed(code: string): boolean {
  return !NEVER.test(code);
}
/** Other tools' marks may stand before it: `# noqa: E501  # migrun: allow …`. */
const COMMENT = /(?:^|\s)#+\s*migrun:\s*(allow-file|allow)\b\s*(.*)$/;
const REASON = /^(.*?)\s--\s+(.*)$/;
const UNTIL = /(?:^|[\s[(,]+)until\s+([^\s\])]+)[\])]?\s*$/;

/**
 * Reads `# migrun: allow CODE -- reason [until YYYY-MM-DD]`, `# migrun: allow-file …` and
 * `migrun_allow = {…}`. A comment beside code covers that statement, one on a line of its own the
 * statement below; on a `with` or `for` line, the whole block. There is no form that allows everything.
 */
export function parseSourceSuppressions(
  file: string,
  shape: RevisionShape,
  registry: Readonly<Record<string, CodeInfo>>,
): SourceSuppressions {
  const suppressions: SourceSuppression[] = [];
  const drafts: FindingDraft[] = [];
  const invalid = (line: number, problem: string): void => {
    drafts.push({ ...INVALID, file, line, message: `This suppression does not hold: ${problem}.` });
  };
  const add = (
    line: number,
    names: readonly string[],
    rest: Omit<SourceSuppression, "file" | "line" | "code">,
  ): void => {
    for (const name of names) {
      const code = codeOf(name, registry);
      if (code === null) invalid(line, unknownRule(name, registry));
      else if (!canBeAllowed(code)) invalid(line, `${code} cannot be allowed in the source`);
      else suppressions.push({ file, line, code, ...rest });
    }
  };
  for (const comment of shape.comments) {
    const parsed = parseComment(comment.text);
    if (typeof parsed === "string") invalid(comment.line, parsed);
    else {
      const { names, reason, until } = parsed;
      const covers = parsed.wholeFile ? null : coveredLines(comment, shape.lines);
      add(comment.line, names, { reason, until, covers });
    }
  }
  for (const { code, reason, line } of shape.allowed) {
    const given = splitReason(reason);
    if (typeof given === "string") invalid(line, given);
    else add(line, [code], { ...given, covers: null });
  }
  return { suppressions, drafts };
}

const INVALID = {
  code: "MX902",
  check: "files",
  hint: "Write `# migrun: allow CODE -- reason`, with `until YYYY-MM-DD` at the end if it is for a time.",
} as const;

const EXPIRED_HINT = "Mend what it hid and remove it, or give it a later day.";
const UNUSED_HINT = "Remove it, or put it at the line that the finding names.";

/** What is needed of a finding to suppress it. */
export interface Suppressible {
  readonly code: string;
  readonly file?: string | null;
  readonly line?: number | null;
  readonly suppressed?: Suppression | null;
}

/** What turns suppressions into answers. */
export interface ApplyOptions {
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** Was the code judged in that file? Where not, a suppression that matched nothing proves nothing. */
  readonly wasJudged: (code: string, file: string) => boolean;
}

/**
 * Marks the findings that the source accepts, in their order. A comment is nearer than what accepts the finding
 * already, so it is named. The drafts are unused suppressions (MX901) and expired ones (MX902), which hide nothing.
 */
export function applySourceSuppressions<T extends Suppressible>(
  findings: readonly T[],
  suppressions: readonly SourceSuppression[],
  options: ApplyOptions,
): { findings: (T & { readonly suppressed: Suppression | null })[]; drafts: FindingDraft[] } {
  const used = new Set<SourceSuppression>();
  const marked = findings.map((finding) => {
    const matching = suppressions.filter((suppression) => isCovered(finding, suppression));
    for (const suppression of matching) used.add(suppression);
    const holds = matching.find(({ until }) => until === null || until >= options.today);
    const own: Suppression | null =
      holds === undefined ? null : { kind: "source", reason: holds.reason, until: holds.until };
    return { ...finding, suppressed: own ?? finding.suppressed ?? null };
  });
  const drafts = suppressions.flatMap((suppression): FindingDraft[] => {
    const { code, file, line, until } = suppression;
    if (until !== null && until < options.today) {
      const message = `The suppression of ${code} has expired on ${until}.`;
      return [{ ...INVALID, file, line, message, hint: EXPIRED_HINT }];
    }
    if (used.has(suppression) || !options.wasJudged(code, file)) return [];
    const message = `The suppression of ${code} suppresses nothing.`;
    return [{ code: "MX901", check: "files", file, line, message, hint: UNUSED_HINT }];
  });
  return { findings: marked, drafts };
}

function isCovered(finding: Suppressible, suppression: SourceSuppression): boolean {
  if (finding.code !== suppression.code || finding.file !== suppression.file) return false;
  const { covers } = suppression;
  if (covers === null) return true;
  const line = finding.line ?? 0;
  return line >= covers.from && line <= covers.to;
}

interface ParsedComment {
  readonly wholeFile: boolean;
  readonly names: readonly string[];
  readonly reason: string;
  readonly until: string | null;
}

/** The parts of a comment, or what is wrong with it. */
function parseComment(text: string): ParsedComment | string {
  const [, verb, rest = ""] = COMMENT.exec(text) ?? [];
  if (verb === undefined) return "only `allow` and `allow-file` are known";
  const [, list, reason = ""] = REASON.exec(` ${rest} `) ?? [];
  const names = (list ?? rest).split(/[\s,]+/).filter((name) => name !== "" && name !== "--");
  if (names.length === 0) return "it names no rule";
  const given = splitReason(reason);
  if (typeof given === "string") return given;
  return { wholeFile: verb === "allow-file", names, ...given };
}

/** The reason and the last day, or what is wrong with them. */
function splitReason(text: string): { reason: string; until: string | null } | string {
  const until = UNTIL.exec(text);
  const day = until?.[1] ?? null;
  if (day !== null && !isDay(day)) return `${day} is no date (YYYY-MM-DD)`;
  const reason = (until === null ? text : text.slice(0, until.index)).trim();
  return reason === "" ? "it gives no reason" : { reason, until: day };
}

/** Is it a day of the calendar? */
function isDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const last = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day >= 1 && day <= last;
}

function codeOf(name: string, registry: Readonly<Record<string, CodeInfo>>): string | null {
  if (Object.hasOwn(registry, name)) return name;
  const named = Object.entries(registry).find(([, info]) => info.rule === name);
  if (named !== undefined) return named[0];
  return isPlannedCode(name) ? name : null;
}

function unknownRule(name: string, registry: Readonly<Record<string, CodeInfo>>): string {
  const words = Object.entries(registry).flatMap(([code, { rule }]) => [code, rule]);
  const meant = name === "all" ? null : nearest(name, words);
  return `${name} is no rule${meant === null ? "" : `; did you mean ${meant}`}`;
}

function coveredLines(comment: ModuleComment, lines: readonly LogicalLine[]): { from: number; to: number } {
  const beside = lines.findIndex(({ line, endLine }) => line <= comment.line && comment.line <= endLine);
  const index = beside === -1 ? lines.findIndex(({ line }) => line > comment.line) : beside;
  const start = lines[index];
  if (start === undefined) return { from: comment.line, to: comment.line };
  if (!start.opensBlock) return { from: start.line, to: start.endLine };
  const after = lines.findIndex((line, place) => place > index && line.indent <= start.indent);
  const last = (after === -1 ? lines.at(-1) : lines[after - 1]) ?? start;
  return { from: start.line, to: last.endLine };
}
