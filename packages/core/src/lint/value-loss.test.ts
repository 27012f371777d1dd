import { expect, it } from "vitest";
import { read } from "./parser.test-data.ts";
import { readType } from "./sql-type.ts";
import { losesValues } from "./value-loss.ts";

/** What the parser makes of `ALTER COLUMN c TYPE …`. */
function definition(clause: string) {
  const [statement] = read(`ALTER TABLE t ALTER COLUMN c TYPE ${clause}`);
  const node = statement?.parsed.kind === "tree" ? statement.parsed.node : undefined;
  return node?.AlterTableStmt?.cmds?.[0]?.AlterTableCmd?.def?.ColumnDef;
}

function loses(from: string, to: string): boolean {
  const after = definition(to);
  const type = readType(after?.typeName);
  if (type === null) throw new Error(to);
  return losesValues(readType(definition(from)?.typeName), type, after?.raw_default ?? null);
}

// Source: PostgreSQL manual, data types and ALTER TABLE; the first of each kind was run on PostgreSQL 15.
it.each([
  ["numeric(10, 2)", "integer"],
  ["numeric(10, 2)", "numeric(10, 1)"],
  ["numeric", "numeric(10, 2)"],
  ["double precision", "integer"],
  ["double precision", "real"],
  ["timestamptz", "date"],
  ["timestamp", "time"],
  ["timestamp", "timestamp(3)"],
  ["text", "varchar(20) USING c::varchar(20)"],
  ["varchar(80)", "varchar(20) USING left(c, 20)"],
])("%s to %s loses a part of each value", (from, to) => {
  expect(loses(from, to)).toBe(true);
});

it.each([
  ["text", "varchar(20)"],
  ["bigint", "integer"],
  ["numeric(10)", "bigint"],
  ["numeric(10, 2)", "numeric(12, 2)"],
  ["numeric(10, 2)", "numeric"],
  ["real", "double precision"],
  ["timestamp(3)", "timestamp"],
  ["date", "timestamptz"],
  ["text", "bigint USING c::bigint"],
  ["varchar(20)", "varchar(80) USING c::varchar(80)"],
])("%s to %s keeps or refuses them", (from, to) => {
  expect(loses(from, to)).toBe(false);
});
