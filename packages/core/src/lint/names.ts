import type { Node, RangeVar } from "./tree.ts";

/** A name with its schema, both as the catalog writes them. */
export interface QualifiedName {
  readonly schema: string;
  readonly name: string;
}

/** The name as one text, for keys, findings and trace facts: `public.orders`. */
export function keyOf({ schema, name }: QualifiedName): string {
  return `${schema}.${name}`;
}

/** As a reader writes it: `orders`, or `archive.orders` outside the default schema. */
export function shown({ schema, name }: QualifiedName): string {
  return schema === "public" || schema === "pg_temp" ? name : `${schema}.${name}`;
}

/** The words of a list of names: `["archive", "orders"]`. */
export function words(nodes: readonly Node[] | undefined): readonly string[] {
  return (nodes ?? []).flatMap(({ String: text }) => (text?.sval === undefined ? [] : [text.sval]));
}

/** The words of a name wherever a statement may hold one: in a list, a type name, a function's signature, or alone. */
export function wordsOf(node: Node | undefined): readonly string[] {
  if (node?.List !== undefined) return words(node.List.items);
  if (node?.TypeName !== undefined) return words(node.TypeName.names);
  if (node?.ObjectWithArgs !== undefined) return words(node.ObjectWithArgs.objname);
  return node === undefined ? [] : words([node]);
}

/** A name that may lack its schema. */
export interface PartialName {
  readonly schema: string | null;
  readonly name: string;
}

/** The name of a relation, as it was written. */
export function nameOfRange({ schemaname, relname, relpersistence }: RangeVar): PartialName {
  return { schema: schemaname ?? (relpersistence === "t" ? "pg_temp" : null), name: relname };
}

/** The last two words as schema and name. */
export function nameOfWords(parts: readonly string[]): PartialName {
  return { schema: parts.at(-2) ?? null, name: parts.at(-1) ?? "" };
}

/** A key as a reader writes it. */
export function shownKey(key: string): string {
  return key.startsWith("public.") ? key.slice("public.".length) : key;
}

/** The name of a key. */
export function nameOfKey(key: string): QualifiedName {
  const dot = key.indexOf(".");
  return { schema: key.slice(0, dot), name: key.slice(dot + 1) };
}

/** Words that are no names without quotes. Source: PostgreSQL manual, "SQL Key Words", reserved. */
const RESERVED: ReadonlySet<string> = new Set(
  "all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation column concurrently constraint create cross current_catalog current_date current_role current_schema current_time current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze from full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references returning right select session_user similar some symmetric system_user table tablesample then to trailing true union unique user using variadic verbose when where window with".split(
    " ",
  ),
);

/** One word of a name as SQL writes it: with quotes where it needs them. */
export function sqlWord(word: string): string {
  const plain = [...word].every(
    (letter, at) => isLetter(letter) || (at > 0 && letter >= "0" && letter <= "9"),
  );
  return plain && word !== "" && !RESERVED.has(word) ? word : `"${word.replaceAll('"', '""')}"`;
}

function isLetter(letter: string): boolean {
  return letter === "_" || (letter >= "a" && letter <= "z");
}
