import type { SqlType } from "./sql-type.ts";
import { losesValues } from "./value-loss.ts";

/** What changing a column's type does to the rows. */
export interface TypeChange {
  /** Every row is written anew, and every index of the column built anew. */
  readonly rewrites: boolean;
  /** Values of the old type may not fit; null: the old type is unknown. */
  readonly narrows: boolean | null;
}

/** What decides besides the two types. */
export interface TypeChangeFacts {
  /** USING that is more than the same cast. */
  readonly using: boolean;
  /** `TimeZone` is known to be UTC. */
  readonly utc: boolean;
}

/** Larger may hold all of smaller. */
const WIDTHS: Readonly<Record<string, readonly [family: string, width: number]>> = {
  int2: ["integer", 2],
  int4: ["integer", 4],
  int8: ["integer", 8],
  float4: ["float", 4],
  float8: ["float", 8],
};

/** The types that are text inside, with what `mods` limits. */
const TEXTS: ReadonlySet<string> = new Set(["text", "varchar"]);
const WITH_PRECISION: ReadonlySet<string> = new Set([
  "time",
  "timetz",
  "timestamp",
  "timestamptz",
  "interval",
]);

/**
 * Does Postgres have to write the table anew? Source: the list in rules.md 3.4, checked on PostgreSQL 12 to 18: types
 * that are the same inside, with a limit that only grows.
 */
export function typeChange(from: SqlType | null, to: SqlType, facts: TypeChangeFacts): TypeChange {
  if (from === null) return { rewrites: true, narrows: null };
  const narrows = doesNarrow(from, to);
  return { rewrites: facts.using || !isCoercible(from, to, facts.utc), narrows };
}

function isCoercible(from: SqlType, to: SqlType, utc: boolean): boolean {
  if (from.isArray !== to.isArray) return false;
  if (from.schema !== to.schema) return false;
  if (TEXTS.has(from.name) && TEXTS.has(to.name)) return grows(from.mods[0], to.mods[0]);
  if (from.name === "cidr" && to.name === "inet") return true;
  if (isTimestamp(from) && isTimestamp(to) && from.name !== to.name)
    return utc && grows(from.mods[0], to.mods[0]);
  if (from.name !== to.name) return false;
  if (from.name === "numeric") return numericGrows(from.mods, to.mods);
  if (WITH_PRECISION.has(from.name)) return grows(from.mods[0], to.mods[0]);
  if (from.name === "varbit") return grows(from.mods[0], to.mods[0]);
  return from.mods.join(",") === to.mods.join(",");
}

function isTimestamp({ name }: SqlType): boolean {
  return name === "timestamp" || name === "timestamptz";
}

/** Is a limit kept or raised? No limit is the highest. */
function grows(from: number | undefined, to: number | undefined): boolean {
  return to === undefined || (from !== undefined && to >= from);
}

function numericGrows(from: readonly number[], to: readonly number[]): boolean {
  if (to.length === 0) return true;
  return from.length > 0 && (to[0] ?? 0) >= (from[0] ?? 0) && (to[1] ?? 0) === (from[1] ?? 0);
}

/** May a value that was right before be refused or cut? */
function doesNarrow(from: SqlType, to: SqlType): boolean {
  const [familyFrom, widthFrom] = WIDTHS[from.name] ?? [from.name, 0];
  const [familyTo, widthTo] = WIDTHS[to.name] ?? [to.name, 0];
  if (familyFrom === familyTo && widthFrom !== widthTo) return widthTo < widthFrom;
  const texts = new Set([...TEXTS, "bpchar"]);
  if (texts.has(from.name) && texts.has(to.name)) return !grows(from.mods[0], to.mods[0]);
  if (from.name === to.name && from.name === "numeric") return !digitsFit(from.mods, to.mods);
  if (from.name === to.name && WITH_PRECISION.has(from.name)) return !grows(from.mods[0], to.mods[0]);
  return (from.name === "numeric" && familyTo === "integer") || losesValues(from, to, null);
}

/** Digits before and after the point both fit. */
function digitsFit(from: readonly number[], to: readonly number[]): boolean {
  if (to.length === 0) return true;
  if (from.length === 0) return false;
  const [precisionFrom = 0, scaleFrom = 0] = from;
  const [precisionTo = 0, scaleTo = 0] = to;
  return scaleTo >= scaleFrom && precisionTo - scaleTo >= precisionFrom - scaleFrom;
}
