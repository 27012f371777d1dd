import { functionsIn, literalOf, nodesOf } from "../expressions.ts";
import type { Node, NodeKinds, SelectStmt } from "../tree.ts";
import { existing, FREE, lockOn, refOf, refsOf, together, treeOf } from "./context.ts";
import type { Context } from "./context.ts";
import { createFromQuery, sourcesOf } from "./create-table.ts";
import type { Cost, Effect, Reach, RelationRef } from "./effect.ts";
import { reachOf } from "./reach.ts";

/** INSERT. */
export function insert(context: Context, statement: NodeKinds["InsertStmt"]): readonly Effect[] {
  const on = refOf(context, statement.relation);
  if (context.versionTables.has(on.key)) return [];
  const query = statement.selectStmt?.SelectStmt;
  const sources = sourcesOf(context, query);
  const effect = {
    kind: "dml",
    on,
    verb: "insert",
    reach: sources.length > 0 ? "some" : "key",
    columns: namesOf(statement.cols),
    source: sources.length > 0 || isGenerated(query) ? "query" : "values",
    onConflict: statement.onConflictClause !== undefined,
    node: { InsertStmt: statement },
  } as const;
  return [{ ...effect, ...writing(on, existing(sources)) }];
}

/** UPDATE. */
export function update(context: Context, statement: NodeKinds["UpdateStmt"]): readonly Effect[] {
  return change(context, {
    verb: "update",
    on: refOf(context, statement.relation),
    where: statement.whereClause,
    columns: namesOf(statement.targetList),
    sources: sourcesOf(context, [statement.fromClause, statement.whereClause, statement.targetList]),
    node: { UpdateStmt: statement },
  });
}

/** DELETE. */
export function deleteRows(context: Context, statement: NodeKinds["DeleteStmt"]): readonly Effect[] {
  return change(context, {
    verb: "delete",
    on: refOf(context, statement.relation),
    where: statement.whereClause,
    columns: [],
    sources: sourcesOf(context, [statement.usingClause, statement.whereClause]),
    node: { DeleteStmt: statement },
  });
}

/** MERGE: it may hit every row that the source has. */
export function merge(context: Context, statement: NodeKinds["MergeStmt"]): readonly Effect[] {
  const on = refOf(context, statement.relation);
  const columns = (statement.mergeWhenClauses ?? []).flatMap(({ MergeWhenClause: when }) =>
    namesOf(when?.targetList),
  );
  const sources = sourcesOf(context, statement.sourceRelation);
  const cost = writing(on, existing([on, ...sources]));
  return [
    {
      kind: "dml",
      on,
      verb: "merge",
      reach: "some",
      columns,
      source: "query",
      onConflict: false,
      node: { MergeStmt: statement },
      ...cost,
    },
  ];
}

/** COPY … FROM. */
export function copy(context: Context, statement: NodeKinds["CopyStmt"]): readonly Effect[] {
  const program: readonly Effect[] =
    statement.is_program === true ? [{ kind: "copy-program", on: null, ...FREE }] : [];
  if (statement.relation === undefined || statement.is_from !== true) return program;
  const on = refOf(context, statement.relation);
  return [
    ...program,
    {
      kind: "dml",
      on,
      verb: "copy",
      reach: "some",
      columns: [],
      source: "values",
      onConflict: false,
      node: { CopyStmt: statement },
      ...writing(on, []),
    },
  ];
}

/** TRUNCATE, one effect for each table. */
export function truncate(context: Context, statement: NodeKinds["TruncateStmt"]): readonly Effect[] {
  const cascade = statement.behavior === "DROP_CASCADE";
  return refsOf(context, statement.relations).map((on) => {
    const children = cascade
      ? context.state.referencing(on.key).map(({ child }) => refOf(context, rangeOf(child.name)))
      : [];
    const parts = [...treeOf(context, on), ...children];
    const locks = parts.flatMap((part) => lockOn(part, "AccessExclusive"));
    return { kind: "truncate", on, cascade, locks, rewrites: existing(parts), scans: [] };
  });
}

/** SELECT: SET in disguise, a table made by INTO, a row lock, or the functions that it calls. */
export function select(context: Context, statement: SelectStmt): readonly Effect[] {
  const node = { SelectStmt: statement };
  if (statement.intoClause !== undefined)
    return createFromQuery(context, { query: node, into: statement.intoClause });
  const calls = nodesOf(statement.targetList ?? [], "FuncCall");
  const settings = calls.flatMap((call): readonly Effect[] => {
    const [name, value, local] = (call.args ?? []).map((argument) => literalOf(argument));
    if (functionsIn({ FuncCall: call })[0] !== "set_config" || name == null || value == null) return [];
    return [
      {
        kind: "set",
        on: null,
        name: name.toLowerCase(),
        values: [value],
        local: local === "true",
        reset: false,
        ...FREE,
      },
    ];
  });
  const writes = nodesOf(statement.withClause?.ctes ?? [], "CommonTableExpr").flatMap(({ ctequery }) =>
    writesIn(context, ctequery),
  );
  const sources = existing(sourcesOf(context, statement));
  return [
    ...settings,
    ...writes,
    { kind: "query", on: null, functions: functionsIn(statement), node, ...FREE, scans: sources },
  ];
}

/** Data-changing statements inside of WITH. */
function writesIn(context: Context, query: Node | undefined): readonly Effect[] {
  if (query?.InsertStmt !== undefined) return insert(context, query.InsertStmt);
  if (query?.UpdateStmt !== undefined) return update(context, query.UpdateStmt);
  return query?.DeleteStmt === undefined ? [] : deleteRows(context, query.DeleteStmt);
}

interface Change {
  readonly verb: "update" | "delete";
  readonly on: RelationRef;
  readonly where: Node | undefined;
  readonly columns: readonly string[];
  readonly sources: readonly RelationRef[];
  readonly node: Node;
}

function change(context: Context, { verb, on, where, columns, sources, node }: Change): readonly Effect[] {
  if (context.versionTables.has(on.key)) return [];
  const reach: Reach = reachOf(context.state, on, where);
  const scans = existing([...(reach === "all" || reach === "some" ? treeOf(context, on) : []), ...sources]);
  return [
    { kind: "dml", on, verb, reach, columns, source: null, onConflict: false, node, ...writing(on, scans) },
  ];
}

function writing(on: RelationRef, scans: readonly string[]): Cost {
  return together([{ locks: lockOn(on, "RowExclusive"), rewrites: [], scans }]);
}

function namesOf(nodes: readonly Node[] | undefined): readonly string[] {
  return (nodes ?? []).flatMap(({ ResTarget: target }) => target?.name ?? []);
}

/** `INSERT … SELECT … FROM generate_series(…)` is no list of values either. */
function isGenerated(query: SelectStmt | undefined): boolean {
  return (query?.fromClause ?? []).length > 0;
}

function rangeOf({ schema, name }: { readonly schema: string; readonly name: string }) {
  return { schemaname: schema, relname: name };
}
