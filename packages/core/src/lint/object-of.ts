import type { Effect } from "./effects/effect.ts";
import { keyOf } from "./names.ts";

/** The stable name of what an effect is about, as findings and `ignore` entries have it; null: the whole database. */
export function objectOf(effect: Effect): string | null {
  switch (effect.kind) {
    case "create-index":
      return `index:${keyOf(effect.index.name)}`;
    case "drop-index":
    case "rename-index":
      return `index:${keyOf(effect.name)}`;
    case "reindex":
      return effect.table === null ? null : `table:${effect.table.key}`;
    case "publication":
      return `publication:${effect.name}`;
    case "add-column":
      return `table:${effect.on.key}.column:${effect.column.name}`;
    case "drop-column":
    case "alter-type":
    case "set-not-null":
    case "drop-not-null":
    case "set-default":
    case "drop-default":
    case "rename-column":
    case "set-expression":
      return `table:${effect.on.key}.column:${effect.column}`;
    case "add-constraint":
      return `table:${effect.on.key}.constraint:${effect.constraint.name}`;
    case "validate-constraint":
    case "alter-constraint":
    case "drop-constraint":
    case "rename-constraint":
      return `table:${effect.on.key}.constraint:${effect.constraint}`;
    case "drop-relation":
    case "rename-relation":
    case "move-relation":
      return `${effect.what}:${effect.on.key}`;
    case "create-type":
    case "create-domain":
      return `type:${keyOf(effect.type.name)}`;
    case "add-enum-value":
    case "rename-enum-value":
    case "alter-domain":
      return `type:${keyOf(effect.name)}`;
    case "create-extension":
      return `extension:${effect.extension}`;
    case "create-function":
    case "alter-function":
      return `function:${keyOf(effect.name)}`;
    case "drop-schema":
    case "create-schema":
    case "rename-schema":
      return `schema:${effect.schema}`;
    case "drop-object":
    case "rename-object":
    case "move-object":
      return `${effect.what.replaceAll(" ", "-")}:${keyOf(effect.name)}`;
    default:
      return effect.on === null ? null : `${effect.on.known?.kind ?? "table"}:${effect.on.key}`;
  }
}
