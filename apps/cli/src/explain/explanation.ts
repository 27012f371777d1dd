import { canBeAllowed, CODE_REGISTRY, isMistakeCode, isPlannedCode } from "@migrun/core";
import type { RuleExample, SqlExample } from "@migrun/core";
import { type CodeRecord, describeCode } from "../describe-code.ts";
import { traceWords } from "./trace-words.ts";

/** What is told of a code without a finding: by `migrun explain`, and on its page in the docs. */
export interface Explanation extends CodeRecord {
  /** What judges: a check, a command, or the run itself, in words. */
  readonly judgedBy: string;
  readonly bad: Sample | null;
  readonly good: Sample | null;
  /** How a finding is accepted where it is right to. */
  readonly accept: readonly Acceptance[];
}

/** The texts of one example. */
export interface Sample {
  readonly parts: readonly SamplePart[];
  /** What else holds in it: `Configured: heads: 2.` Sentences. */
  readonly notes: readonly string[];
}

/** One file, or the statements of one transaction. */
export interface SamplePart {
  /** `versions/a1_start.py`; null for SQL. */
  readonly name: string | null;
  readonly language: "python" | "sql";
  readonly text: string;
}

/** One way to accept a finding. */
export interface Acceptance {
  readonly where: string;
  readonly language: "python" | "yaml";
  readonly text: string;
}

const JUDGES: Readonly<Record<string, string>> = {
  graph: "the check `heads`, on the history as a whole",
  file: "the check `files`, on each new revision file",
  statement: "the check `lint`, on each statement of a new revision",
  transaction: "the check `lint`, on each transaction of a new revision",
  revision: "the check `lint`, on each new revision",
};

/** Everything that is told of a code or a rule's name, in any letter case; null where there is neither. */
export function explain(word: string): Explanation | null {
  const code = codeOf(word);
  const record = code === null ? null : describeCode(code);
  if (record === null) return null;
  const { bad = [], good = [] } = record.rule?.examples ?? {};
  return {
    ...record,
    judgedBy: judgedBy(record),
    bad: sampleOf(bad[0]),
    good: sampleOf(good[0]),
    accept: acceptancesOf(record),
  };
}

/** Every code, in order. */
export function allCodes(): readonly string[] {
  return Object.keys(CODE_REGISTRY).toSorted();
}

/** Is it a code that the catalogue has and no rule judges yet? */
export function isYetToCome(word: string): boolean {
  return codeOf(word) === null && isPlannedCode(word.toUpperCase());
}

function codeOf(word: string): string | null {
  const code = word.toUpperCase();
  if (Object.hasOwn(CODE_REGISTRY, code)) return code;
  return allCodes().find((one) => CODE_REGISTRY[one]?.rule === word.toLowerCase()) ?? null;
}

function judgedBy({ code, rule }: CodeRecord): string {
  if (rule !== null) return JUDGES[rule.judges] ?? "the check `lint`, on all new revisions together";
  if (isMistakeCode(code)) return "`migrun doctor`";
  if (code === "MC520") return "`migrun drift --live`";
  if (code.startsWith("MC50")) return "the check `drift`";
  if (code === "MR507") return "the check `lint`, on the way down of a new revision";
  if (/^MC51|^MR/u.test(code)) return "the check `roundtrip`";
  return "the run itself";
}

function sampleOf(example: RuleExample | SqlExample | undefined): Sample | null {
  if (example === undefined) return null;
  if (typeof example === "string") return sqlSample({ sql: example });
  return "sql" in example ? sqlSample(example) : fileSample(example);
}

function sqlSample(example: Exclude<SqlExample, string>): Sample {
  const { sql, setup, autocommit, block, postgres, lockTimeout, statementTimeout, traces = [] } = example;
  const part = (name: string | null, text: string): SamplePart => ({
    name,
    language: "sql",
    text: `${text.trim().replace(/;$/u, "")};`,
  });
  return {
    parts: [
      ...(setup === undefined ? [] : [part("committed before", setup)]),
      part(null, sql),
      ...(block === undefined ? [] : [part("then, in an autocommit block", block)]),
    ],
    notes: [
      ...(autocommit === true ? ["Each statement is a transaction of its own."] : []),
      ...(postgres === undefined ? [] : [`On Postgres ${postgres}.`]),
      ...(lockTimeout === false ? ["Nobody has set `lock_timeout`."] : []),
      ...(statementTimeout === false ? ["Nobody has set `statement_timeout`."] : []),
      ...traceWords(traces),
    ],
  };
}

function fileSample({ files, base, heads, fileTemplate }: RuleExample): Sample {
  const python = (name: string, text: string): SamplePart => ({
    name,
    language: "python",
    text: text.trimEnd(),
  });
  const before = Object.entries(base ?? {})
    .filter(([name, text]) => files[name] !== text)
    .map(([name, text]) => python(`${name}, at the base`, text));
  const now = Object.entries(files)
    .filter(([name, text]) => base === undefined || base[name] !== text)
    .map(([name, text]) => python(name, text));
  return {
    parts: withoutSameBody([...before, ...now]),
    notes: [
      ...(heads === undefined ? [] : [`Configured: \`heads: ${JSON.stringify(heads)}\`.`]),
      ...(fileTemplate === undefined ? [] : [`Configured: \`file_template = ${fileTemplate}\`.`]),
    ],
  };
}

/** Where several files do the same, their headers are what matters. */
function withoutSameBody(parts: readonly SamplePart[]): readonly SamplePart[] {
  const split = parts.map((part) => ({ part, at: part.text.indexOf("\n\ndef ") }));
  const bodies = new Set(split.map(({ part, at }) => part.text.slice(at)));
  if (parts.length < 2 || bodies.size > 1 || split.some(({ at }) => at < 0)) return parts;
  return split.map(({ part, at }) => ({ ...part, text: part.text.slice(0, at) }));
}

function acceptancesOf({ code, rule }: CodeRecord): readonly Acceptance[] {
  const entry = { revision: "ae1027a6acf", object: "table:public.orders" };
  const by = rule === null && code.startsWith("MC") ? "object" : "revision";
  const config: Acceptance = {
    where: "In the configuration",
    language: "yaml",
    text: `ignore: [{ code: ${code}, ${by}: "${entry[by]}", reason: "why", until: 2027-01-01 }]`,
  };
  const isOptIn = rule !== null && "optIn" in rule && rule.optIn === true;
  const off: Acceptance = {
    where: isOptIn ? "It is off; to ask for it" : "Everywhere, or as another severity",
    language: "yaml",
    text: `rules: { ${code}: ${isOptIn ? rule.severity : "off"} }`,
  };
  if (rule === null || !canBeAllowed(code)) return [config, off];
  const source: Acceptance = {
    where: "In the revision, at the line or the one above",
    language: "python",
    text: `# migrun: allow ${code} -- why [until 2027-01-01]`,
  };
  return [source, config, off];
}
