import { castOf } from "../expressions.ts";
import type { LockMode } from "../locks.ts";
import { keyOf } from "../names.ts";
import type { Column, Relation } from "../schema/objects.ts";
import { readType } from "../sql-type.ts";
import type { SqlType } from "../sql-type.ts";
import type { AlterTableCmd, ColumnDef, NodeKinds, TypeName } from "../tree.ts";
import { typeChange } from "../type-change.ts";
import { losesValues } from "../value-loss.ts";
import { ALTER_TABLE_MORE } from "./alter-table-more.ts";
import type { Clause, ClauseTranslator } from "./clause.ts";
import { constraintsIn, isConstrainedDomain, readColumn, volatileFunction } from "./column.ts";
import { addConstraint, isProvedNotNull, validateConstraint } from "./constraint.ts";
import { costOf, existing, FREE, lockOn, refOf, refTo, together } from "./context.ts";
import type { Context } from "./context.ts";
import type { Effect, RelationRef } from "./effect.ts";

/** ALTER TABLE, VIEW, SEQUENCE, INDEX, …: the effects of each clause in order. */
export function alterTable(context: Context, statement: NodeKinds["AlterTableStmt"]): readonly Effect[] {
  // ALTER INDEX … SET and ATTACH PARTITION touch no table in a way that anybody waits for.
  if (statement.objtype === "OBJECT_INDEX") return [{ kind: "other", on: null, node: "AlterIndex", ...FREE }];
  const on = refOf(context, statement.relation);
  return (statement.cmds ?? []).flatMap(({ AlterTableCmd: command }) => {
    if (command === undefined) return [];
    const clause = { on, command, name: command.name ?? "", cascade: command.behavior === "DROP_CASCADE" };
    const translate = CLAUSES[command.subtype];
    return translate === undefined ? [unknownClause(context, clause)] : translate(context, clause);
  });
}

const CLAUSES: Readonly<Record<string, ClauseTranslator>> = {
  AT_AddColumn: (context, { on, command }) => addColumn(context, on, command),
  AT_DropColumn: (context, clause) => dropColumn(context, clause),
  AT_AlterColumnType: (context, clause) => alterType(context, clause),
  AT_SetNotNull: (context, { on, name }) => {
    const proved = isProvedNotNull(on.known, name);
    const cost = costOf(context, on, { mode: "AccessExclusive", work: proved ? "none" : "scan" });
    return [{ kind: "set-not-null", on, column: name, known: columnOf(on, name), proved, ...cost }];
  },
  AT_DropNotNull: (context, { on, name }) => [
    { kind: "drop-not-null", on, column: name, known: columnOf(on, name), ...exclusive(context, on) },
  ],
  AT_ColumnDefault: (context, { on, name, command }) => {
    const known = columnOf(on, name);
    const base = { on, column: name, known, ...exclusive(context, on) };
    return command.def === undefined
      ? [{ kind: "drop-default", ...base }]
      : [{ kind: "set-default", value: command.def, ...base }];
  },
  AT_AddConstraint: (context, { on, command }) =>
    command.def?.Constraint === undefined
      ? []
      : addConstraint(context, command.def.Constraint, { on, inline: null }),
  AT_ValidateConstraint: (context, { on, name }) => [validateConstraint(context, on, name)],
  AT_DropConstraint: (context, clause) => dropConstraint(context, clause),
  ...ALTER_TABLE_MORE,
};

function addColumn(context: Context, on: RelationRef, command: AlterTableCmd): readonly Effect[] {
  const definition = command.def?.ColumnDef;
  if (definition === undefined) return [];
  const column = readColumn(context, definition);
  const volatile =
    column.default === null || column.default === "unknown"
      ? null
      : volatileFunction(context, column.default);
  const constrainedDomain = isConstrainedDomain(context, column.type);
  const rewrites =
    volatile !== null ||
    column.serial ||
    column.identity ||
    column.generated === "stored" ||
    constrainedDomain;
  const effect: Effect<"add-column"> = {
    kind: "add-column",
    on,
    column,
    guarded: command.missing_ok === true,
    volatile,
    constrainedDomain,
    ...costOf(context, on, { mode: "AccessExclusive", work: rewrites ? "rewrite" : "none" }),
  };
  return [effect, ...inlineConstraints(context, { on, column, definition })];
}

/** The constraints that are written with a column; NOT NULL is part of the column. */
export function inlineConstraints(
  context: Context,
  {
    on,
    column,
    definition,
  }: { readonly on: RelationRef; readonly column: Column; readonly definition: ColumnDef },
): readonly Effect[] {
  return constraintsIn(definition)
    .filter(({ contype }) => contype !== "CONSTR_NOTNULL")
    .flatMap((node) => addConstraint(context, node, { on, inline: column }));
}

function dropColumn(context: Context, { on, name, cascade, command }: Clause): readonly Effect[] {
  const keys = [...(on.known?.constraints.values() ?? [])].filter(
    ({ references, columns }) => references !== null && columns.includes(name),
  );
  const parents = keys.flatMap(({ references }) =>
    references === null ? [] : refTo(context, references.table),
  );
  const cost = exclusive(context, on);
  const locks = [...cost.locks, ...parents.flatMap((parent) => lockOn(parent, "AccessExclusive"))];
  const guarded = command.missing_ok === true;
  return [
    { kind: "drop-column", on, column: name, known: columnOf(on, name), cascade, guarded, ...cost, locks },
  ];
}

function alterType(context: Context, { on, name, command }: Clause): readonly Effect[] {
  const definition = command.def?.ColumnDef;
  const to = readType(definition?.typeName);
  if (definition === undefined || to === null) return [];
  const from = columnOf(on, name)?.type ?? null;
  const using = definition.raw_default ?? null;
  const [inner, outer] = [baseOf(context, from), baseOf(context, to) ?? to];
  const { rewrites, narrows } = typeChange(inner, outer, {
    using: using !== null && !isSameCast(using, name, definition.typeName),
    utc: context.settings.get("timezone")?.toUpperCase() === "UTC",
  });
  const own = costOf(context, on, { mode: "AccessExclusive", work: rewrites ? "rewrite" : "none" });
  const cost = together([
    own,
    ...keyPartners(context, on, name).map((partner) => partnerCost(partner, rewrites)),
  ]);
  const loses = losesValues(inner, outer, using);
  return [{ kind: "alter-type", on, column: name, from, to, using, narrows, loses, ...cost }];
}

/** Tables at the other end of a foreign key that uses the column: they are locked, and children checked again. */
function keyPartners(
  context: Context,
  on: RelationRef,
  column: string,
): readonly { ref: RelationRef; child: boolean }[] {
  const primary = [...(on.known?.constraints.values() ?? [])].find(({ type }) => type === "primary-key");
  const children = context.state.referencing(on.key).filter(({ constraint }) => {
    const keys = constraint.references?.columns ?? [];
    return (keys.length === 0 ? (primary?.columns ?? []) : keys).includes(column);
  });
  const parents = [...(on.known?.constraints.values() ?? [])].flatMap(({ references, columns }) =>
    references !== null && columns.includes(column) ? [refTo(context, references.table)] : [],
  );
  return [
    ...children.map(({ child }) => ({ ref: refTo(context, child.name), child: true })),
    ...parents.map((ref) => ({ ref, child: false })),
  ];
}

function partnerCost({ ref, child }: { ref: RelationRef; child: boolean }, rewrites: boolean) {
  return {
    locks: lockOn(ref, "AccessExclusive"),
    rewrites: [],
    scans: rewrites && child ? existing([ref]) : [],
  };
}

/** A domain without rules is the same inside as its base. */
function baseOf(context: Context, type: SqlType | null): SqlType | null {
  if (type === null) return null;
  const domain = context.state.type({ schema: type.schema, name: type.name });
  if (domain?.kind === "domain" && !domain.constrained && domain.base !== null) return domain.base;
  return domain === null ? type : { ...type, schema: domain.name.schema };
}

function isSameCast(
  using: NonNullable<Effect<"alter-type">["using"]>,
  column: string,
  type: TypeName | undefined,
): boolean {
  const cast = castOf(using);
  const to = readType(type);
  return (
    cast !== null && cast.column === column && to !== null && JSON.stringify(cast.type) === JSON.stringify(to)
  );
}

function dropConstraint(context: Context, { on, name, cascade, command }: Clause): readonly Effect[] {
  const known = on.known?.constraints.get(name) ?? null;
  const own = exclusive(context, on);
  const partners: RelationRef[] = known?.references == null ? [] : [refTo(context, known.references.table)];
  if (cascade && (known?.type === "primary-key" || known?.type === "unique")) {
    partners.push(
      ...context.state.referencing(keyOf(on.name)).map(({ child }) => refTo(context, child.name)),
    );
  }
  const locks = [...own.locks, ...partners.flatMap((partner) => lockOn(partner, "AccessExclusive"))];
  const guarded = command.missing_ok === true;
  return [{ kind: "drop-constraint", on, constraint: name, known, cascade, guarded, ...own, locks }];
}

/** A clause that lint does not know takes the strongest lock, as most do. */
function unknownClause(context: Context, { on, command }: Clause): Effect {
  return { kind: "other-relation", on, what: command.subtype, ...exclusive(context, on) };
}

function exclusive(context: Context, on: RelationRef) {
  return costOf(context, on, { mode: "AccessExclusive" satisfies LockMode });
}

function columnOf({ known }: { readonly known: Relation | null }, name: string): Column | null {
  return known?.columns.get(name) ?? null;
}
