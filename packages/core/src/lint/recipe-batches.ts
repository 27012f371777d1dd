import type { Effect, RelationRef } from "./effects/effect.ts";
import { nameOfKey } from "./names.ts";
import type { QualifiedName } from "./names.ts";
import { autocommit, escapeColons, py, sqlName, sqlWord } from "./recipe.ts";
import { showExpression } from "./show-expression.ts";
import type { Node, RangeVar } from "./tree.ts";

/** Types of keys that a range can count through. */
const NUMBERS: ReadonlySet<string> = new Set(["int2", "int4", "int8"]);

/** An UPDATE, DELETE or INSERT … SELECT as batches by key, each committed on its own. */
export function inBatches(effect: Effect<"dml">): readonly string[] {
  const { on, verb, columns, scans, node } = effect;
  const where = effect.where === null ? null : (showExpression(effect.where) ?? "…");
  const table = sqlName(on.name);
  if (verb === "delete") {
    const using = node.DeleteStmt?.usingClause === undefined ? "" : " USING …";
    const left = using === "" ? where : "…";
    return batchesOf(`DELETE FROM ${table}${aliasOf(node.DeleteStmt?.relation)}${using}`, on, {
      where,
      left,
    });
  }
  if (verb === "update") {
    const target = `${table}${aliasOf(node.UpdateStmt?.relation)}`;
    return batchesOf(`UPDATE ${target} SET ${assignments(node)}`, on, {
      where,
      left: where === null || node.UpdateStmt?.fromClause !== undefined ? "…" : where,
    });
  }
  const [range, ...joined] = node.InsertStmt?.selectStmt?.SelectStmt?.fromClause ?? [];
  const isPlain = range?.RangeVar !== undefined && joined.length === 0;
  const from = nameOfKey(scans[0] ?? "public.…");
  const into = `${table}${columns.length === 0 ? "" : ` (${columns.map(sqlWord).join(", ")})`}`;
  const change = `INSERT INTO ${into} SELECT … FROM ${sqlName(from)}${isPlain ? aliasOf(range.RangeVar) : " …"}`;
  return batchesOf(change, { name: from, known: null }, { where: isPlain || where === null ? where : "…" });
}

function aliasOf(range: RangeVar | undefined): string {
  const alias = range?.alias?.aliasname;
  return alias === undefined ? "" : ` AS ${sqlWord(alias)}`;
}

/** The rows of a whole table deleted in batches. */
export function deleteInBatches(on: RelationRef): readonly string[] {
  return batchesOf(`DELETE FROM ${sqlName(on.name)}`, on, { where: null });
}

/** The rows of one table into another, in batches that may run again. */
export function copyInBatches(into: QualifiedName, from: RelationRef): readonly string[] {
  const change = `INSERT INTO ${sqlName(into)} SELECT * FROM ${sqlName(from.name)}`;
  return batchesOf(change, from, { where: null, end: " ON CONFLICT DO NOTHING" });
}

/** The column by which the rows of a table can be counted through, as SQL. */
export function keyColumn({ known }: Pick<RelationRef, "known">): string {
  const [first = "id"] = primaryKey(known);
  return sqlWord(first);
}

function primaryKey(known: RelationRef["known"]): readonly string[] {
  return [...(known?.constraints.values() ?? [])].find(({ type }) => type === "primary-key")?.columns ?? [];
}

function batchesOf(
  change: string,
  { name, known }: Pick<RelationRef, "name" | "known">,
  {
    where,
    left = where,
    end = "",
  }: {
    readonly where: string | null;
    /** What says of a row that it is still to do, where that is another condition. */
    readonly left?: string | null;
    readonly end?: string;
  },
): readonly string[] {
  const [first = "id", ...more] = primaryKey(known);
  const type = known?.columns.get(first)?.type ?? null;
  if (type !== null && !NUMBERS.has(type.name)) {
    const key = more.length > 0 ? "ctid" : sqlWord(first);
    const some = `SELECT ${key} FROM ${sqlName(name)}${left === null ? "" : ` WHERE ${left}`} LIMIT 10000`;
    return autocommit([
      "bind = op.get_bind()",
      `while bind.execute(${text(`${change} WHERE ${key} IN (${some})${end}`)}).rowcount:`,
      "    pass",
    ]);
  }
  const key = sqlWord(first);
  const also = where === null ? "" : ` AND (${where})`;
  return autocommit([
    "bind = op.get_bind()",
    `high = bind.scalar(${text(`SELECT coalesce(max(${key}), 0) FROM ${sqlName(name)}`)})`,
    "for low in range(0, high, 10_000):",
    `    bind.execute(${text(`${change} WHERE ${key} > :low AND ${key} <= :low + 10000${also}${end}`, ":low")}, {"low": low})`,
  ]);
}

/** `sa.text("…")`, where only `bind` is a parameter. */
function text(sql: string, bind = ""): string {
  const escaped = escapeColons(sql);
  return `sa.text(${py(bind === "" ? escaped : escaped.replaceAll(`\\${bind}`, bind))})`;
}

function assignments({ UpdateStmt: update }: Node): string {
  if (update === undefined || update.fromClause !== undefined) return "… FROM …";
  return (update.targetList ?? [])
    .map(({ ResTarget: target }) => `${sqlWord(target?.name ?? "")} = ${showExpression(target?.val) ?? "…"}`)
    .join(", ");
}
