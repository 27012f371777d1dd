import { revisionOf } from "../revision/history-file.ts";
import type { Revision } from "../revision/revision.ts";
import type { Call, Operation, Place, RevisionBody, Value } from "../revision-body/revision-body.ts";
import type { FileRuleInput, RuleFinding } from "./define-rule.ts";

/** What rules on the code of a revision judge. */
export interface BodyRuleInput extends FileRuleInput {
  readonly revision: Revision;
  readonly body: RevisionBody;
  /** Where a finding points. */
  readonly at: (place: {
    readonly line: number;
    readonly column: number;
  }) => Pick<RuleFinding, "revision" | "file" | "line" | "column">;
}

/** A file rule that judges the code of readable revisions, and leaves all other files to the rules on headers. */
export function judgeBody(
  check: (input: BodyRuleInput) => readonly RuleFinding[],
): (input: FileRuleInput) => readonly RuleFinding[] {
  return (input) => {
    const { file } = input;
    const revision = revisionOf(file);
    const { shape } = file.parsed;
    if (revision === null || shape === null) return [];
    const at: BodyRuleInput["at"] = ({ line, column }) => ({
      revision: revision.id,
      file: file.file,
      line,
      column,
    });
    return check({ ...input, revision, body: shape.body(), at });
  };
}

/** What `upgrade()` comes to, in the file's own functions too. */
export function onTheWayUp<P extends Place>(places: readonly P[]): readonly P[] {
  return places.filter(({ ways }) => ways.has("upgrade"));
}

/** What `upgrade()` or `downgrade()` comes to. */
export function onAWay<P extends Place>(places: readonly P[]): readonly P[] {
  return places.filter(({ ways }) => ways.has("upgrade") || ways.has("downgrade"));
}

/** The operations of `upgrade()` on Postgres: those in branches for other dialects are left out. */
export function operationsUp(body: RevisionBody): readonly Operation[] {
  return body.operations.filter(({ call }) => call.ways.has("upgrade") && !isForOtherDialect(call, body));
}

const DIALECTS = /["'](?:mysql|mariadb|sqlite|oracle|mssql)["']/u;
const POSTGRES = /["'](?:postgres|postgresql|pg)["']/u;

/** Does a condition around it, or one above it that leaves the function, keep it from Postgres? */
export function isForOtherDialect(place: Place, { choices }: Pick<RevisionBody, "choices">): boolean {
  const isLeft = choices.some(
    (choice) =>
      choice.function === place.function &&
      choice.line < place.line &&
      choice.tests.length === 1 &&
      /:\s*(?:yield\s+)?(?:return|raise)\b[^\n]*$/u.test(choice.source.trimEnd()) &&
      isTrueOnPostgres(choice.tests[0]?.source ?? ""),
  );
  return isLeft || place.blocks.some(({ kind, source }) => kind === "if" && isFalseOnPostgres(source));
}

/** `dialect.name != "sqlite"`, `dialect.name == "postgresql"` */
function isTrueOnPostgres(test: string): boolean {
  if (/\b(?:and|or)\b/u.test(test)) return false;
  return isTurned(test) ? DIALECTS.test(test) && !POSTGRES.test(test) : POSTGRES.test(test);
}

function isTurned(test: string): boolean {
  return /!=|\bnot\b/u.test(test);
}

function isFalseOnPostgres(test: string): boolean {
  if (/^not \(.*(?:!=|\bnot\b)/su.test(test)) return false;
  return isTurned(test) ? POSTGRES.test(test) : DIALECTS.test(test) && !POSTGRES.test(test);
}

/** The beginning of what stands at a place, for messages of one line. */
export function shownSource({ source }: Place): string {
  const [first = "", ...more] = source.split("\n");
  if (more.length === 0 && first.length <= LONGEST_SHOWN) return first;
  return `${first.slice(0, LONGEST_SHOWN).trimEnd()}…`;
}

const LONGEST_SHOWN = 70;

/** The tables that operations create: nobody uses them yet. */
export function createdTables(operations: readonly Operation[]): ReadonlySet<string> {
  return new Set(
    operations.flatMap(({ name, table }) => (name === "create_table" && table !== null ? [table] : [])),
  );
}

/** Every call in a value, that of the value first. */
export function callsIn(value: Value | undefined): readonly Call[] {
  if (value === undefined) return [];
  if (value.kind === "list") return value.items.flatMap(callsIn);
  if (value.kind !== "call") return [];
  const { call } = value;
  return [call, ...[...call.positional, ...call.named.values()].flatMap(callsIn)];
}

/** Every text in a value, those in the arguments of calls too. */
export function textsIn(value: Value | undefined): readonly string[] {
  if (value?.kind === "text") return [value.text];
  if (value?.kind === "template") return value.pieces;
  if (value?.kind === "list") return value.items.flatMap(textsIn);
  if (value?.kind !== "call") return [];
  const { owner, positional, named } = value.call;
  return [...(owner === null ? [] : textsIn(owner)), ...[...positional, ...named.values()].flatMap(textsIn)];
}

/** The column that an operation adds, as its call; null where that is not in the text. */
export function addedColumn(operation: Operation): Call | null {
  if (operation.name !== "add_column") return null;
  const value = operation.arguments.get("column");
  return value?.kind === "call" && /(?:^|\.)Column$/u.test(value.call.path ?? "") ? value.call : null;
}

/** One finding for each function: the first. */
export function firstOfEach<P extends Place>(places: readonly P[]): readonly P[] {
  const seen = new Set<string | null>();
  return places.filter((place) => !seen.has(place.function) && seen.add(place.function));
}

/** `revision a1` as the subject of a sentence, with the function. */
export function inFunction(revision: Revision, place: Place): string {
  return place.function === null
    ? `Revision ${revision.id}`
    : `${place.function}() of revision ${revision.id}`;
}
