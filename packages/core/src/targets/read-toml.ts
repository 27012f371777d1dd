import { TomlError, parse } from "smol-toml";
import type { Result } from "../result.ts";
import { err, ok } from "../result.ts";
import type { IniError } from "../ini/ini-document.ts";

/** The `[tool.alembic]` table of a `pyproject.toml`; Alembic reads it from 1.16 on. */
export interface TomlConfig {
  readonly file: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Reads a `pyproject.toml`. Null where it has no `[tool.alembic]`. */
export function readToml(text: string, file: string): Result<TomlConfig | null, IniError> {
  let document: unknown;
  try {
    document = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = error.message.split("\n")[0]?.replace(/^Invalid TOML document: /u, "") ?? "";
    return err({ line: error.line, message: `is not valid TOML: ${reason}` });
  }
  const tool = isTable(document) ? document["tool"] : undefined;
  const values = isTable(tool) ? tool["alembic"] : undefined;
  if (values === undefined) return ok(null);
  if (!isTable(values)) return err({ line: null, message: "has a tool.alembic that is not a table" });
  return ok({ file, values });
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
