import { castOf, functionsIn, nodesOf } from "./expressions.ts";
import type { SqlType } from "./sql-type.ts";
import type { Node } from "./tree.ts";

/** Functions that keep a part of their argument. */
const CUTTING: ReadonlySet<string> = new Set([
  "abs",
  "btrim",
  "ceil",
  "ceiling",
  "date_part",
  "date_trunc",
  "extract",
  "floor",
  "left",
  "lower",
  "ltrim",
  "regexp_replace",
  "replace",
  "right",
  "round",
  "rtrim",
  "split_part",
  "substr",
  "substring",
  "trunc",
  "upper",
]);
const TEXTS: ReadonlySet<string> = new Set(["text", "varchar", "bpchar"]);
const INTEGERS: ReadonlySet<string> = new Set(["int2", "int4", "int8"]);
const FRACTIONS: ReadonlySet<string> = new Set(["numeric", "float4", "float8"]);
const TIMES: ReadonlySet<string> = new Set(["timestamp", "timestamptz", "time", "timetz", "interval"]);

/**
 * Does a change of type drop a part of values without an error? A value that does not fit and is refused is no loss.
 * Source: PostgreSQL manual, "Numeric Types", "Character Types" and "Date/Time Types", on rounding and on casts.
 */
export function losesValues(from: SqlType | null, to: SqlType, using: Node | null): boolean {
  if (using === null) return from !== null && dropsPart(from, to);
  if (functionsIn(using).some((name) => CUTTING.has(name))) return true;
  const casts = nodesOf(using, "TypeCast").map((cast) => castOf({ TypeCast: cast }));
  const types = casts.flatMap((cast) => (cast === null ? [] : [cast.type]));
  // Of a column whose type nobody knows, USING says most often that it is text: nothing to lose.
  return from !== null && [...types, to].some((type) => dropsPart(from, type) || cutsText(from, type));
}

/** What the casts round by themselves: fractions, scale, time of day, parts of a second. */
function dropsPart(from: SqlType, to: SqlType): boolean {
  if (FRACTIONS.has(from.name)) {
    if (INTEGERS.has(to.name)) return from.name !== "numeric" || from.mods.length !== 1;
    if (to.name === "numeric") return from.name === "numeric" ? lowersScale(from, to) : to.mods.length > 0;
    return from.name !== "float4" && (to.name === "float4" || to.name === "float8") && from.name !== to.name;
  }
  if (!TIMES.has(from.name)) return false;
  if (to.name === "date") return true;
  if (from.name.startsWith("timestamp") && to.name === "time") return true;
  return TIMES.has(to.name) && (to.mods[0] ?? 6) < (from.mods[0] ?? 6);
}

/** `numeric(10)` has no digits after the point, `numeric` as many as one likes. */
function lowersScale(from: SqlType, to: SqlType): boolean {
  if (to.mods.length === 0) return false;
  return from.mods.length === 0 || (to.mods[1] ?? 0) < (from.mods[1] ?? 0);
}

/** A cast that is written cuts a text, where the one that Postgres adds refuses it. */
function cutsText(from: SqlType, to: SqlType): boolean {
  const limit = to.mods[0];
  if (!TEXTS.has(from.name) || !TEXTS.has(to.name) || limit === undefined) return false;
  return from.mods[0] === undefined || limit < from.mods[0];
}
