import { nameOfWords, words } from "./names.ts";
import type { Node, TypeName } from "./tree.ts";

/** A column's type. */
export interface SqlType {
  /** Null for what belongs to Postgres itself. */
  readonly schema: string | null;
  /** As in `pg_type.typname`: `int4`, `varchar`, `bpchar`, `timestamptz`. */
  readonly name: string;
  /** What stands in parentheses: `[10, 2]`. */
  readonly mods: readonly number[];
  readonly isArray: boolean;
}

/** Other spellings of Postgres's own types, where they are not keywords of the grammar. */
const ALIASES: Readonly<Record<string, string>> = {
  serial4: "serial",
  serial8: "bigserial",
  serial2: "smallserial",
};

/** The integer types behind the serial ones. */
export const SERIALS: Readonly<Record<string, string>> = {
  smallserial: "int2",
  serial: "int4",
  bigserial: "int8",
};

/** Names of Postgres's own types as SQL writes them. */
const SPELLED: Readonly<Record<string, string>> = {
  int2: "smallint",
  int4: "integer",
  int8: "bigint",
  float4: "real",
  float8: "double precision",
  bool: "boolean",
  bpchar: "char",
  timestamp: "timestamp without time zone",
  timestamptz: "timestamp with time zone",
  timetz: "time with time zone",
};

/** The type that a column definition or a cast names; null where it names none. */
export function readType(type: TypeName | undefined): SqlType | null {
  const parts = words(type?.names);
  if (type === undefined || parts.length === 0) return null;
  const { schema, name } = nameOfWords(parts);
  return {
    schema: schema === "pg_catalog" ? null : schema,
    name: ALIASES[name] ?? name,
    mods: modsOf(name, type.typmods ?? []),
    isArray: (type.arrayBounds ?? []).length > 0,
  };
}

/** As a reader writes it: `varchar(40)`, `integer`, `text[]`. */
export function showType({ schema, name, mods, isArray }: SqlType): string {
  const spelled = SPELLED[name] ?? name;
  const whole = schema === null || schema === "public" ? spelled : `${schema}.${spelled}`;
  return `${whole}${mods.length === 0 ? "" : `(${mods.join(", ")})`}${isArray ? "[]" : ""}`;
}

/** `interval` has its fields first, which say nothing of precision. */
function modsOf(name: string, nodes: readonly Node[]): readonly number[] {
  const mods = nodes.flatMap(({ A_Const: constant }) =>
    constant?.ival === undefined ? [] : [constant.ival.ival ?? 0],
  );
  return name === "interval" ? mods.slice(1) : mods;
}
