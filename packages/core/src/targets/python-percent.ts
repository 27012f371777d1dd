import type { Result } from "../result.ts";
import { err, ok } from "../result.ts";

/**
 * Python's `text % {"here": …}`, which Alembic applies to every string of `[tool.alembic]`: `%(here)s` is
 * replaced, `%%` is a percent sign, and any other `%` makes Alembic stop.
 */
export function formatPercent(text: string, values: ReadonlyMap<string, string>): Result<string, string> {
  let problem: string | null = null;
  const formatted = text.replace(/%(?:%|\(([^)]*)\)s)?/gu, (token: string, name: string | undefined) => {
    if (token === "%%") return "%";
    const value = name === undefined ? undefined : values.get(name);
    if (value !== undefined) return value;
    problem ??=
      name === undefined ? "a `%` must be written `%%`" : `%(${name})s is not known here, only %(here)s is`;
    return token;
  });
  return problem === null ? ok(formatted) : err(problem);
}
