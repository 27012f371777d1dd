import { nodesOf } from "../expressions.ts";
import { nameOfRange } from "../names.ts";
import { showBound } from "../partition-bound.ts";
import type { Column, Constraint, Relation } from "../schema/objects.ts";
import type { ColumnDef, Node, NodeKinds, RangeVar } from "../tree.ts";
import { inlineConstraints } from "./alter-table.ts";
import { readColumn } from "./column.ts";
import { addConstraint, constraintNodes, readConstraint } from "./constraint.ts";
import { existing, FREE, lockOn, madeName, refOf, refTo, refToMade, refsOf, together } from "./context.ts";
import type { Context } from "./context.ts";
import type { Cost, Effect, RelationRef } from "./effect.ts";
import { newRelation } from "../schema/new-relation.ts";

/** Bits of `LIKE … INCLUDING` that bring the keys along: CREATE_TABLE_LIKE_INDEXES. */
const LIKE_INDEXES = 64;

/** CREATE TABLE, also PARTITION OF and LIKE: the table, then each of its constraints. */
export function createTable(context: Context, statement: NodeKinds["CreateStmt"]): readonly Effect[] {
  const elements = statement.tableElts ?? [];
  const definitions = elements.flatMap(({ ColumnDef: definition }) => definition ?? []);
  const columns = definitions.map((definition) => readColumn(context, definition));
  const likes = elements.flatMap(({ TableLikeClause: like }) => like ?? []);
  const inherited = refsOf(context, statement.inhRelations);
  const likeTables = likes.flatMap(({ relation }) =>
    relation === undefined ? [] : refOf(context, relation),
  );
  const isPartition = statement.partbound !== undefined;
  const parents = [...inherited, ...likeTables];
  const bare = emptyRelation(context, statement.relation);
  const table: Relation = {
    ...bare,
    partitioned: statement.partspec !== undefined,
    partitionKeys: (statement.partspec?.partParams ?? []).flatMap(
      ({ PartitionElem: key }) => key?.name ?? [],
    ),
    partitionOf: isPartition ? (inherited[0]?.key ?? null) : null,
    columns: new Map([
      ...inheritedColumns(parents),
      ...columns.map((column) => [column.name, column] as const),
    ]),
    complete: parents.every(({ known }) => known?.complete === true),
  };
  const on = refToMade(table);
  const constraints = constraintsOf(context, { on, definitions, columns, elements });
  const effect: Effect<"create-table"> = {
    kind: "create-table",
    on,
    table: withConstraints(context, { table, definitions, elements }),
    how: isPartition ? "partition" : likes.length > 0 ? "like" : "definition",
    likeIndexes: likes.some(({ options = 0 }) => (options & LIKE_INDEXES) !== 0),
    guarded: statement.if_not_exists === true,
    parents,
    bound:
      statement.partbound === undefined
        ? null
        : showBound(inherited[0]?.known?.partitionKeys ?? [], statement.partbound),
    copiesRows: false,
    written: columns.map(({ name }) => name),
    qualified: statement.relation.schemaname !== undefined || statement.relation.relpersistence === "t",
    ...costOfParents(context, inherited, isPartition),
  };
  return [effect, ...constraints];
}

/** CREATE TABLE AS, SELECT INTO, CREATE MATERIALIZED VIEW. */
export function createFromQuery(
  context: Context,
  statement: Pick<NodeKinds["CreateTableAsStmt"], "query" | "into" | "objtype" | "if_not_exists">,
): readonly Effect[] {
  const { rel, skipData } = statement.into ?? {};
  if (rel === undefined) return [];
  const withData = skipData !== true;
  const sources = withData ? sourcesOf(context, statement.query) : [];
  const scans = existing(sources);
  const bare = { ...emptyRelation(context, rel), complete: false };
  const guarded = statement.if_not_exists === true;
  if (statement.objtype === "OBJECT_MATVIEW") {
    const view: Relation = { ...bare, kind: "materialized-view", populated: withData };
    return [{ kind: "create-view", on: refToMade(view), view, guarded, withData, ...FREE, scans }];
  }
  const qualified = rel.schemaname !== undefined || rel.relpersistence === "t";
  return [
    {
      kind: "create-table",
      on: refToMade(bare),
      table: bare,
      how: "query",
      likeIndexes: false,
      parents: [],
      bound: null,
      copiesRows: scans.length > 0,
      written: [],
      guarded,
      qualified,
      ...FREE,
      scans,
    },
  ];
}

/** CREATE VIEW; OR REPLACE locks the view that is there. */
export function createView(context: Context, statement: NodeKinds["ViewStmt"]): readonly Effect[] {
  const view: Relation = { ...emptyRelation(context, statement.view), kind: "view", complete: false };
  const guarded = statement.replace === true;
  const before = guarded ? refOf(context, statement.view) : null;
  const cost = before?.known?.kind === "view" ? { ...FREE, locks: lockOn(before, "AccessExclusive") } : FREE;
  const on = before?.known?.kind === "view" ? before : refToMade(view);
  return [{ kind: "create-view", on, view, guarded, withData: true, ...cost }];
}

/** CREATE SEQUENCE. */
export function createSequence(context: Context, statement: NodeKinds["CreateSeqStmt"]): readonly Effect[] {
  const sequence: Relation = { ...emptyRelation(context, statement.sequence), kind: "sequence" };
  const guarded = statement.if_not_exists === true;
  return [{ kind: "create-sequence", on: refToMade(sequence), sequence, guarded, ...FREE }];
}

/** The tables that a query reads, itself and its subqueries; names of WITH are no tables. */
export function sourcesOf(context: Context, query: unknown): readonly RelationRef[] {
  const withNames = new Set(nodesOf(query, "CommonTableExpr").map(({ ctename }) => ctename));
  const ranges = nodesOf(query, "RangeVar").filter(
    ({ schemaname, relname }) => schemaname !== undefined || !withNames.has(relname),
  );
  return ranges.map((range) => refOf(context, range)).filter(({ known }) => known?.kind !== "view");
}

function emptyRelation(context: Context, range: RangeVar): Relation {
  const persistence =
    range.relpersistence === "t" ? "temporary" : range.relpersistence === "u" ? "unlogged" : "permanent";
  return newRelation({
    name: madeName(context, nameOfRange(range)),
    born: context.state.unit,
    persistence,
    complete: true,
  });
}

function inheritedColumns(parents: readonly RelationRef[]): readonly (readonly [string, Column])[] {
  return parents.flatMap(({ known }) => [...(known?.columns ?? [])]);
}

interface Elements {
  readonly definitions: readonly ColumnDef[];
  readonly elements: readonly Node[];
}

function constraintsOf(
  context: Context,
  { on, definitions, columns, elements }: Elements & { on: RelationRef; columns: readonly Column[] },
): readonly Effect[] {
  const inline = definitions.flatMap((definition, at) => {
    const column = columns[at];
    return column === undefined ? [] : inlineConstraints(context, { on, column, definition });
  });
  const alone = constraintNodes(elements).flatMap((node) =>
    addConstraint(context, node, { on, inline: null }),
  );
  return [...inline, ...alone];
}

/** The table with its constraints; the columns of its primary key are NOT NULL. */
function withConstraints(
  context: Context,
  { table, definitions, elements }: Elements & { table: Relation },
): Relation {
  const on = refToMade(table);
  const inline = definitions.flatMap((definition) =>
    (definition.constraints ?? []).flatMap(({ Constraint: node }) =>
      node === undefined || node.contype === "CONSTR_NOTNULL"
        ? []
        : (readConstraint(context, node, {
            on,
            inline: table.columns.get(definition.colname ?? "") ?? null,
          }) ?? []),
    ),
  );
  const alone = constraintNodes(elements).flatMap(
    (node) => readConstraint(context, node, { on, inline: null }) ?? [],
  );
  const constraints: readonly Constraint[] = [...inline, ...alone];
  const keys = new Set(constraints.flatMap(({ type, columns }) => (type === "primary-key" ? columns : [])));
  return {
    ...table,
    constraints: new Map(
      constraints.map((constraint) => [constraint.name, { ...constraint, valid: constraint.enforced }]),
    ),
    columns: new Map(
      [...table.columns].map(([name, column]) => [
        name,
        keys.has(name) ? { ...column, notNull: true } : column,
      ]),
    ),
  };
}

/** PARTITION OF locks the parent and its default partition; INHERITS only keeps the parent from being altered. */
function costOfParents(context: Context, parents: readonly RelationRef[], isPartition: boolean): Cost {
  return together(
    parents.map((parent) => {
      if (!isPartition) return { ...FREE, locks: lockOn(parent, "ShareUpdateExclusive") };
      const fallback = parent.known?.defaultPartition ?? null;
      const relation = fallback === null ? undefined : context.state.relations.get(fallback);
      const other = relation === undefined ? null : refTo(context, relation.name);
      return {
        locks: [...lockOn(parent, "AccessExclusive"), ...lockOn(other, "AccessExclusive")],
        rewrites: [],
        scans: other === null ? [] : existing([other]),
      };
    }),
  );
}
