import type { Operation, RevisionBody } from "../../revision-body/revision-body.ts";
import type { RevisionObject } from "./objects-of.ts";

/** Does the text tell all that `downgrade()` does? Not with names or statements that are made up as it runs. */
export function isDecidable({ operations, calls, imports }: RevisionBody): boolean {
  const down = calls.filter(({ ways }) => ways.has("downgrade"));
  const isPlain = operations
    .filter(({ call }) => call.ways.has("downgrade"))
    .every((operation) => isPlainOperation(operation));
  const isOther = down.some(
    ({ path }) =>
      path === null ||
      (/^alembic\.op\.(?!get_|batch_alter_table$|f$|inline_literal$)/u.test(path) === true &&
        !operations.some(({ call }) => call.path === path)),
  );
  const isElsewhere = down.some(({ path }) =>
    imports.some(
      ({ module, name }) =>
        !/^(?:alembic|sqlalchemy)(?:\.|$)/u.test(module) &&
        (path === `${module}.${name}` || (name === null && path?.startsWith(`${module}.`) === true)),
    ),
  );
  const isRenaming = operations.some(({ newName, name }) => newName !== null || name === "rename_table");
  const byName = down.some(({ path }) => /^~(?:globals|getattr|eval|exec)$/u.test(path ?? ""));
  const executes = down.some(
    ({ path, positional }) =>
      /\.(?:execute|exec_driver_sql)$/u.test(path ?? "") &&
      path !== "alembic.op.execute" &&
      positional.length > 0,
  );
  return isPlain && !isOther && !isElsewhere && !isRenaming && !byName && !executes;
}

const FREE_TEXT = /\bcascade\b|\bschema\b|\bdo\s+\$|\bexecute\b/iu;

function isPlainOperation({ name, arguments: given, table, call, isBatch }: Operation): boolean {
  if (call.isOpen) return false;
  if (name === "execute") {
    const value = given.get("sqltext");
    const inner = value?.kind === "call" ? value.call.positional[0] : value;
    return inner?.kind === "text" && !FREE_TEXT.test(inner.text);
  }
  const named = given.get("constraint_name") ?? given.get("index_name");
  if (/_(?:index|constraint|foreign_key)$/u.test(name))
    return named?.kind === "text" || named?.kind === "none";
  return table !== null && (!isBatch || name !== "execute");
}

/** Those of the objects that `downgrade()` neither names nor takes along with their table or column. */
export function undoneIn(
  objects: readonly RevisionObject[],
  body: RevisionBody,
  by: "drops" | "creates",
): readonly RevisionObject[] {
  const down = body.operations.filter(({ call }) => call.ways.has("downgrade"));
  const [tableVerb, columnVerb] =
    by === "drops" ? ["drop_table", "drop_column"] : ["create_table", "add_column"];
  const texts = body.strings.filter(({ ways, function: name }) => ways.has("downgrade") || name === null);
  const isNamed = (name: string): boolean =>
    texts.some(({ text }) => text === name || text.split(/[^\w$-]+/u).includes(name));
  return objects.filter(({ name, table, columns }) => {
    if (isNamed(name)) return false;
    if (down.some((one) => one.name === tableVerb && one.table !== null && one.table === table)) return false;
    return !down.some(
      (one) =>
        one.name === columnVerb &&
        one.table === table &&
        columns.some((column) => column.toLowerCase() === one.column?.toLowerCase()),
    );
  });
}
