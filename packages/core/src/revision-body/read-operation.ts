import type { Call, Operation, Value } from "./revision-body.ts";

/** Arguments by position, as Alembic names them (reference of `op`); of a batch those without the table. */
const SIGNATURES: Readonly<Record<string, readonly string[]>> = {
  add_column: ["table_name", "column"],
  alter_column: ["table_name", "column_name"],
  bulk_insert: ["table", "rows"],
  create_check_constraint: ["constraint_name", "table_name", "condition"],
  create_exclude_constraint: ["constraint_name", "table_name"],
  create_foreign_key: ["constraint_name", "table_name", "referent_table", "local_cols", "remote_cols"],
  create_index: ["index_name", "table_name", "columns"],
  create_primary_key: ["constraint_name", "table_name", "columns"],
  create_table: ["table_name"],
  create_table_comment: ["table_name", "comment"],
  create_unique_constraint: ["constraint_name", "table_name", "columns"],
  drop_column: ["table_name", "column_name"],
  drop_constraint: ["constraint_name", "table_name", "type_"],
  drop_index: ["index_name", "table_name"],
  drop_table: ["table_name"],
  drop_table_comment: ["table_name"],
  execute: ["sqltext"],
  rename_table: ["table_name", "new_table_name"],
};
/** Names of arguments that Alembic has under another name, today or in older versions. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  source_table: "table_name",
  source: "table_name",
  tablename: "table_name",
  old_table_name: "table_name",
  referent: "referent_table",
  name: "constraint_name",
  type: "type_",
};
const OPERATION = /^alembic\.op\.(?:(batch_alter_table)\(\)\.)?(\w+)$/u;

/** A call on `op` or on a batch as an operation; null for any other call. */
export function readOperation(call: Call): Operation | null {
  const [, batch, name = ""] = OPERATION.exec(call.path ?? "") ?? [];
  const signature = SIGNATURES[name];
  if (signature === undefined) return null;
  const isBatch = batch !== undefined;
  const owner = isBatch && call.owner?.kind === "call" ? call.owner.call : null;
  const names = isBatch ? signature.filter((one) => one !== "table_name") : signature;
  const given = new Map<string, Value>();
  for (const [index, value] of call.positional.slice(0, names.length).entries())
    given.set(names[index] ?? "", value);
  for (const [key, value] of call.named) {
    const usual = OTHER_NAMES[key] ?? key;
    given.set(signature.includes(usual) ? usual : key, value);
  }
  const inBatch = owner?.positional[0] ?? owner?.named.get("table_name");
  const table = isBatch ? inBatch : (given.get("table_name") ?? given.get("table"));
  return {
    name,
    call,
    isBatch,
    arguments: given,
    table: textOf(table) ?? tableOf(table),
    column: textOf(given.get("column_name")) ?? columnOf(given.get("column")),
    newName: textOf(given.get(name === "rename_table" ? "new_table_name" : "new_column_name")),
  };
}

/** The text of a value; null where it is none. */
export function textOf(value: Value | undefined): string | null {
  return value?.kind === "text" ? value.text : null;
}

/** The name of `sa.Column("name", …)`. */
function columnOf(value: Value | undefined): string | null {
  return value?.kind === "call" ? textOf(value.call.positional[0] ?? value.call.named.get("name")) : null;
}

/** The name of `sa.table("name", …)`. */
function tableOf(value: Value | undefined): string | null {
  const isTable = value?.kind === "call" && /\.[tT]able$/u.test(value.call.path ?? "");
  return isTable ? textOf(value.call.positional[0]) : null;
}
