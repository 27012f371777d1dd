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
  const from = rowsFrom(query, { named: namedIn(statement), limited: false });
  const changed = statement.onConflictClause?.targetList;
  const effect = {
    kind: "dml",
    on,
    verb: "insert",
    reach: from.length === 0 ? "key" : reachOfCopy(context, query),
    columns: namesOf(statement.cols),
    repeated: [...repeatedIn(statement.cols), ...repeatedIn(changed)],
    source: from.length > 0 ? "query" : "values",
    addsOnce: statement.onConflictClause !== undefined || asksFirst(query?.whereClause),
    where: query?.whereClause ?? null,
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
    targets: statement.targetList,
    listed: isListed(statement.fromClause, statement),
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
    targets: undefined,
    listed: isListed(statement.usingClause, statement),
    sources: sourcesOf(context, [statement.usingClause, statement.whereClause]),
    node: { DeleteStmt: statement },
  });
}

/** MERGE: it may hit every row that the source has. */
export function merge(context: Context, statement: NodeKinds["MergeStmt"]): readonly Effect[] {
  const on = refOf(context, statement.relation);
  const lists = (statement.mergeWhenClauses ?? []).map(({ MergeWhenClause: when }) => when?.targetList);
  const sources = sourcesOf(context, statement.sourceRelation);
  const cost = writing(on, existing([on, ...sources]));
  return [
    {
      kind: "dml",
      on,
      verb: "merge",
      reach: "some",
      columns: lists.flatMap(namesOf),
      repeated: lists.flatMap(repeatedIn),
      source: "query",
      addsOnce: true,
      where: statement.joinCondition ?? null,
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
      repeated: [],
      source: "values",
      addsOnce: false,
      where: null,
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
  readonly targets: readonly Node[] | undefined;
  /** It is joined to a bounded list alone. */
  readonly listed: boolean;
  readonly sources: readonly RelationRef[];
  readonly node: Node;
}

function change(
  context: Context,
  { verb, on, where, targets, listed, sources, node }: Change,
): readonly Effect[] {
  if (context.versionTables.has(on.key)) return [];
  const reach: Reach = reachOf(context.state, on, { where, listed });
  const scans = existing([...(reach === "all" || reach === "some" ? treeOf(context, on) : []), ...sources]);
  const facts = { columns: namesOf(targets), repeated: repeatedIn(targets), where: where ?? null, node };
  return [{ kind: "dml", on, verb, reach, source: null, addsOnce: true, ...facts, ...writing(on, scans) }];
}

function writing(on: RelationRef, scans: readonly string[]): Cost {
  return together([{ locks: lockOn(on, "RowExclusive"), rewrites: [], scans }]);
}

function namesOf(nodes: readonly Node[] | undefined): readonly string[] {
  return (nodes ?? []).flatMap(({ ResTarget: target }) => target?.name ?? []);
}

/** The columns that a list names twice; parts of one, `tags[1]`, are not the whole. */
function repeatedIn(nodes: readonly Node[] | undefined): readonly string[] {
  const whole = (nodes ?? []).filter(({ ResTarget: target }) => target?.indirection === undefined);
  const names = namesOf(whole);
  return [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
}

/** What a FROM may hold. */
interface Rows {
  /** Queries of WITH by name. */
  readonly named: ReadonlyMap<string, SelectStmt>;
  /** A LIMIT bounds what stands behind it. */
  readonly limited: boolean;
}

/** Where the rows of a query come from: tables and functions in its FROM; lists of values are none. */
function rowsFrom(query: SelectStmt | undefined, rows: Rows): readonly unknown[] {
  if (query === undefined) return [];
  const arms = [query.larg, query.rarg].flatMap((arm) => rowsFrom(arm, rows));
  return [...(query.fromClause ?? []).flatMap((item) => rowsOf(item, rows)), ...arms];
}

function rowsOf(item: Node, rows: Rows): readonly unknown[] {
  const { RangeVar: range, RangeSubselect: inner, JoinExpr: join } = item;
  if (join !== undefined)
    return [join.larg, join.rarg].flatMap((side) => (side === undefined ? [] : rowsOf(side, rows)));
  const query =
    inner?.subquery?.SelectStmt ?? (range === undefined ? undefined : rows.named.get(range.relname));
  if (query === undefined) return range === undefined && item.RangeFunction === undefined ? [] : [item];
  return rows.limited && query.limitCount !== undefined ? [] : rowsFrom(query, rows);
}

function namedIn(statement: { readonly withClause?: { readonly ctes?: readonly Node[] } }): Rows["named"] {
  return new Map(
    nodesOf(statement.withClause?.ctes ?? [], "CommonTableExpr").flatMap(({ ctename, ctequery }) =>
      ctename === undefined || ctequery?.SelectStmt === undefined ? [] : [[ctename, ctequery.SelectStmt]],
    ),
  );
}

/** Is all that it is joined to a list of values, or a query with a LIMIT? */
function isListed(
  from: readonly Node[] | undefined,
  statement: { readonly withClause?: { readonly ctes?: readonly Node[] } },
): boolean {
  return (
    from !== undefined &&
    from.flatMap((item) => rowsOf(item, { named: namedIn(statement), limited: true })).length === 0
  );
}

/** How many rows `INSERT … SELECT` copies. */
function reachOfCopy(context: Context, query: SelectStmt | undefined): Reach {
  if (query?.limitCount !== undefined) return "batch";
  const [only, ...more] = query?.fromClause ?? [];
  if (only?.RangeVar === undefined || more.length > 0) return "some";
  return reachOf(context.state, refOf(context, only.RangeVar), { where: query?.whereClause, listed: false });
}

/** `WHERE NOT EXISTS (SELECT …)`, `WHERE id NOT IN (SELECT …)`. */
function asksFirst(where: Node | undefined): boolean {
  return nodesOf(where, "BoolExpr").some(
    ({ boolop, args }) => boolop === "NOT_EXPR" && args?.[0]?.SubLink !== undefined,
  );
}

function rangeOf({ schema, name }: { readonly schema: string; readonly name: string }) {
  return { schemaname: schema, relname: name };
}
