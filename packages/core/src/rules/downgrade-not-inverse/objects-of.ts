import type { HistoryFile } from "../../revision/history-file.ts";
import { textOf } from "../../revision-body/read-operation.ts";
import type { Operation, RevisionBody, Value } from "../../revision-body/revision-body.ts";
import { enumOf, isNamedElsewhere } from "../enum-type-not-created/enum-types.ts";
import { callsIn, isForOtherDialect, textsIn } from "../judge-body.ts";

/** Something of the schema that an operation creates or drops. */
export interface RevisionObject {
  readonly kind: "table" | "column" | "index" | "constraint" | "type";
  readonly name: string;
  readonly table: string | null;
  /** Columns that it goes with. */
  readonly columns: readonly string[];
  readonly line: number;
  /** The operation that undoes it. */
  readonly undo: string;
}

/** Where to look for what other revisions know of a type. */
interface Surroundings {
  readonly history: readonly HistoryFile[];
  readonly file: HistoryFile;
}

/** What a way creates and drops for good, as far as names are in the text. */
export function objectsOf(
  body: RevisionBody,
  way: "upgrade" | "downgrade",
  surroundings: Surroundings,
): { readonly created: readonly RevisionObject[]; readonly dropped: readonly RevisionObject[] } {
  const operations = body.operations.filter(
    ({ call }) => call.ways.has(way) && !isForOtherDialect(call, body),
  );
  const made = operations.flatMap(createdBy);
  const gone = operations.flatMap(droppedBy);
  const isBoth = (one: RevisionObject, others: readonly RevisionObject[]): boolean =>
    others.some((other) => isSame(one, other) || (other.kind === "table" && other.name === one.table));
  return {
    created: [...made.filter((one) => !isBoth(one, gone)), ...typesOf(operations, surroundings)],
    dropped: gone.filter((one) => !isBoth(one, made)),
  };
}

function isSame(one: RevisionObject, other: RevisionObject): boolean {
  return (
    one.kind === other.kind && one.name === other.name && (one.table === other.table || one.kind !== "column")
  );
}

/** The table that an operation makes or takes away. */
function tableOf({ table, call }: Operation, undo: string): readonly RevisionObject[] {
  if (table === null) return [];
  return [{ kind: "table", name: table, table: null, columns: [], line: call.line, undo }];
}

/** The column that an operation makes or takes away. */
function columnOf({ table, column, call }: Operation, undo: string): readonly RevisionObject[] {
  if (table === null || column === null) return [];
  return [{ kind: "column", name: column, table, columns: [], line: call.line, undo }];
}

function createdBy(operation: Operation): readonly RevisionObject[] {
  const { name, table, column, call, arguments: given } = operation;
  const line = call.line;
  const named = textOf(given.get("constraint_name"));
  switch (name) {
    case "create_table":
      return tableOf(operation, `op.drop_table("${table}")`);
    case "add_column":
      return columnOf(operation, `op.drop_column("${table}", "${column}")`);
    case "create_index": {
      const index = textOf(given.get("index_name"));
      const columns = namesIn(given.get("columns"));
      const undo = `op.drop_index("${index}"${table === null ? "" : `, table_name="${table}"`})`;
      return index === null || table === null
        ? []
        : [{ kind: "index", name: index, table, columns, line, undo }];
    }
    case "create_foreign_key":
    case "create_unique_constraint":
    case "create_check_constraint":
    case "create_exclude_constraint":
    case "create_primary_key": {
      const columns = [
        ...namesIn(given.get("local_cols") ?? given.get("columns")),
        // A check goes with any of its columns.
        ...textsIn(given.get("condition")).flatMap((text) => text.match(/\w+/gu) ?? []),
      ];
      const undo = `op.drop_constraint("${named}"${table === null ? "" : `, "${table}"`})`;
      return named === null || table === null
        ? []
        : [{ kind: "constraint", name: named, table, columns, line, undo }];
    }
    default:
      return [];
  }
}

function droppedBy(operation: Operation): readonly RevisionObject[] {
  const { name, table, column, call, arguments: given } = operation;
  const line = call.line;
  switch (name) {
    case "drop_table":
      return tableOf(operation, `op.create_table("${table}", …)`);
    case "drop_column":
      return columnOf(operation, `op.add_column("${table}", sa.Column("${column}", …))`);
    case "drop_index": {
      const index = textOf(given.get("index_name"));
      const undo = `op.create_index("${index}", "${table ?? "…"}", […])`;
      return index === null ? [] : [{ kind: "index", name: index, table, columns: [], line, undo }];
    }
    default:
      // What kind of constraint goes is in another revision: what should come back cannot be told.
      return [];
  }
}

function namesIn(value: Value | undefined): readonly string[] {
  return value?.kind === "list" ? value.items.flatMap((one) => textOf(one) ?? []) : [];
}

/** Enum types that tables bring along, or that are created by themselves: nothing drops them with the table. */
function typesOf(
  operations: readonly Operation[],
  { history, file }: Surroundings,
): readonly RevisionObject[] {
  const found = new Map<string, RevisionObject>();
  for (const { name, call } of operations) {
    if (name !== "create_table") continue;
    for (const one of call.positional.flatMap(callsIn)) {
      const type = enumOf(one);
      if (type === null || type.isCreatedApart || isNamedElsewhere(type, history, file)) continue;
      const undo = `sa.Enum(name="${type.name}").drop(op.get_bind())`;
      found.set(type.name, { kind: "type", name: type.name, table: null, columns: [], line: one.line, undo });
    }
  }
  return [...found.values()];
}
