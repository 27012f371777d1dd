import { parseToml } from "../config/parse-toml.ts";
import { isRecord } from "../config/plain-data.ts";
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
  const parsed = parseToml(text);
  if (!parsed.ok) return err({ line: parsed.error.line, message: `is ${parsed.error.message}` });
  const { tool } = parsed.value;
  const values = isRecord(tool) ? tool["alembic"] : undefined;
  if (values === undefined) return ok(null);
  if (!isRecord(values)) return err({ line: null, message: "has a tool.alembic that is not a table" });
  return ok({ file, values });
}
