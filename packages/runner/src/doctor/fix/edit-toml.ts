import { isDeepStrictEqual } from "node:util";
import { parseToml } from "@migrun/core";
import { addedTargets, type MissingVariables, withMissing } from "./missing-values.ts";

/**
 * A TOML file with the missing variables added to its configuration. A table that is there gets lines of
 * its own; one that is not is written at the end. Null where the result would not be what was meant.
 */
export function editToml(text: string, missing: MissingVariables, below: readonly string[]): string | null {
  const before = parseToml(text);
  if (!before.ok) return null;
  const own = tableAt(before.value, below);
  let edited = text;
  for (const [target, { env }] of Object.entries(addedTargets(missing))) {
    const there = tableAt(own, ["targets", target, "env"]) as Readonly<Record<string, unknown>>;
    const absent = Object.entries(env).filter(([name]) => !(name in there));
    const table = [...below, "targets", target].map(tomlKey).join(".");
    if (absent.length > 0) edited = addTo(edited, table, Object.fromEntries(absent));
  }
  const after = parseToml(edited);
  if (!after.ok) return null;
  return isDeepStrictEqual(plain(tableAt(after.value, below)), plain(withMissing(own, missing)))
    ? edited
    : null;
}

function addTo(text: string, table: string, env: Readonly<Record<string, string>>): string {
  const lines = Object.entries(env).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  const rows = text.split("\n");
  const header = rows.findIndex((row) => headerOf(row) === `${table}.env`);
  if (header >= 0)
    return [
      ...rows.slice(0, endOfTable(rows, header)),
      ...lines,
      ...rows.slice(endOfTable(rows, header)),
    ].join("\n");
  const parent = rows.findIndex((row) => headerOf(row) === table);
  const inline =
    parent < 0
      ? -1
      : rows.findIndex(
          (row, at) => at > parent && at < endOfTable(rows, parent) && /^\s*env\s*=\s*\{.*\}/u.test(row),
        );
  if (inline >= 0) {
    const row = rows[inline] ?? "";
    const isEmpty = /\{\s*\}/u.test(row);
    const added = row.replace(/\s*\}/u, `${isEmpty ? " " : ", "}${lines.join(", ")} }`);
    return [...rows.slice(0, inline), added, ...rows.slice(inline + 1)].join("\n");
  }
  const block = [`[${table}.env]`, ...lines];
  const at = parent < 0 ? null : endOfTable(rows, parent);
  if (at !== null) return [...rows.slice(0, at), "", ...block, ...rows.slice(at)].join("\n");
  return `${text.trimEnd()}\n\n${block.join("\n")}\n`;
}

function headerOf(row: string): string | null {
  return /^\s*\[\s*([^[\]]+?)\s*\]\s*(?:#.*)?$/u.exec(row)?.[1]?.replaceAll(/\s*\.\s*/gu, ".") ?? null;
}

/** The row after the last value of a table; blank rows before the next header are left to it. */
function endOfTable(rows: readonly string[], header: number): number {
  let end = rows.findIndex(
    (row, at) => at > header && /^\s*\[/u.test(row) && !/^\s*\[\s*["'\d{[]/u.test(row),
  );
  if (end < 0) end = rows.length;
  while (end > header + 1 && (rows[end - 1] ?? "").trim() === "") end--;
  return end;
}

function tomlKey(key: string): string {
  return /^[\w-]+$/u.test(key) ? key : JSON.stringify(key);
}

function tableAt(document: unknown, path: readonly string[]): unknown {
  let at = document;
  for (const key of path) at = (at as Readonly<Record<string, unknown>> | null | undefined)?.[key];
  return at ?? {};
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
