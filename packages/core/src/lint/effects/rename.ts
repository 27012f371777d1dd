import { nameOfRange, nameOfWords, wordsOf } from "../names.ts";
import type { NodeKinds } from "../tree.ts";
import { costOf, FREE, refOf } from "./context.ts";
import type { Context } from "./context.ts";
import { isNewObject, objectWord, relationKind } from "./drop.ts";
import type { Effect } from "./effect.ts";
import { findIndex } from "./index-statements.ts";
import { keyOf } from "../names.ts";

/** ALTER … RENAME of anything. */
export function rename(context: Context, statement: NodeKinds["RenameStmt"]): readonly Effect[] {
  const { renameType, relation, subname = "", newname: to = "" } = statement;
  if (renameType === "OBJECT_SCHEMA") {
    const isNew = context.state.isNew(context.state.schemas.get(subname));
    return [{ kind: "rename-schema", on: null, schema: subname, to, isNew, ...FREE }];
  }
  if (renameType === "OBJECT_INDEX" && relation !== undefined) {
    const { name, table } = findIndex(context, nameOfRange(relation));
    // ALTER INDEX … RENAME is content with a weak lock on the index and takes none on the table.
    return table === null && context.state.relations.has(keyOf(name))
      ? renameRelation(context, statement)
      : [{ kind: "rename-index", on: null, name, to, ...FREE }];
  }
  if (relationKind(renameType) !== null) return renameRelation(context, statement);
  if (relation !== undefined) return renamePart(context, statement);
  const name = context.state.resolveType(nameOfWords(wordsOf(statement.object)));
  const what = objectWord(renameType);
  return [
    {
      kind: "rename-object",
      on: null,
      what,
      name,
      to,
      isNew: isNewObject(context, what, keyOf(name)),
      ...FREE,
    },
  ];
}

/** ALTER … SET SCHEMA of anything. */
export function setSchema(
  context: Context,
  statement: NodeKinds["AlterObjectSchemaStmt"],
): readonly Effect[] {
  const { objectType, relation, object, newschema = "" } = statement;
  const what = relationKind(objectType);
  if (what !== null && relation !== undefined) {
    const on = refOf(context, relation);
    const to = { schema: newschema, name: on.name.name };
    return [{ kind: "move-relation", on, what, to, ...costOf(context, on, { mode: "AccessExclusive" }) }];
  }
  const name = context.state.resolveType(nameOfWords(wordsOf(object)));
  const word = objectWord(objectType);
  const isNew = isNewObject(context, word, keyOf(name));
  return [{ kind: "move-object", on: null, what: word, name, to: newschema, isNew, ...FREE }];
}

function renameRelation(
  context: Context,
  { renameType, relation, newname = "" }: NodeKinds["RenameStmt"],
): readonly Effect[] {
  if (relation === undefined) return [];
  const on = refOf(context, relation);
  const what = on.known?.kind ?? relationKind(renameType) ?? "table";
  const to = { schema: on.name.schema, name: newname };
  return [{ kind: "rename-relation", on, what, to, ...costOf(context, on, { mode: "AccessExclusive" }) }];
}

function renamePart(
  context: Context,
  { renameType, relation, subname = "", newname: to = "" }: NodeKinds["RenameStmt"],
): readonly Effect[] {
  if (relation === undefined) return [];
  const on = refOf(context, relation);
  const cost = costOf(context, on, { mode: "AccessExclusive" });
  if (renameType === "OBJECT_COLUMN") return [{ kind: "rename-column", on, column: subname, to, ...cost }];
  if (renameType === "OBJECT_TABCONSTRAINT")
    return [{ kind: "rename-constraint", on, constraint: subname, to, ...cost }];
  if (renameType === "OBJECT_TRIGGER") return [{ kind: "rename-trigger", on, trigger: subname, ...cost }];
  return [{ kind: "other-relation", on, what: objectWord(renameType), ...cost }];
}
