import type { Diagnosis, Finding } from "@migrun/core";

/** The one command to run next, and why. */
export function nextStep({
  problems,
  targets,
  mistakes,
}: Pick<Diagnosis, "problems" | "targets" | "mistakes">): Diagnosis["next"] {
  const has = (code: string): Finding | undefined => problems.find((problem) => problem.code === code);
  if (has("MIGRUN_CONFIG_INVALID") !== undefined) {
    return {
      command: "migrun config",
      why: "after the configuration is corrected: shows every value and its origin",
    };
  }
  if (targets.length === 0) {
    return {
      command: "migrun doctor",
      why: "in the folder that holds alembic.ini or a pyproject.toml with [tool.alembic]",
    };
  }
  if (has("MX913") !== undefined) {
    return {
      command: "migrun doctor --fix",
      why: "writes the missing variables into migrun's configuration, with placeholders",
    };
  }
  const python = has("MIGRUN_NO_PYTHON");
  if (python !== undefined) {
    const command = commandIn(python.hint);
    return command === null
      ? { command: "migrun doctor", why: "after a Python with Alembic is there" }
      : { command, why: "makes a Python that can import Alembic" };
  }
  const server = has("MIGRUN_SERVER");
  if (server !== undefined) {
    const install = /`(migrun server install \d+)`/u.exec(server.hint ?? "")?.[1];
    const command = install ?? "migrun doctor --server embedded";
    return { command, why: "then there is a server for isolated databases" };
  }
  const isMissingInCi = mistakes.some(
    ({ code, suppressed }) => /^MX92[123]$/u.test(code) && suppressed === null,
  );
  const many = targets.length === 1 ? "the target" : `all ${targets.length} targets`;
  const why = isMissingInCi
    ? `checks ${many}, each on a database of its own; then \`migrun init\` puts it into CI`
    : `checks ${many}, each on a database of its own`;
  return { command: "migrun all", why };
}

/** The command that a hint names: in backticks, or the whole hint. */
function commandIn(hint: string | null): string | null {
  const quoted = /`([^`]+)`/u.exec(hint ?? "")?.[1];
  if (quoted !== undefined) return quoted;
  const line = (hint ?? "").split("\n").at(-1) ?? "";
  return /^(?:[\w./-]*python[\d.]*|uv|poetry|pdm|pipenv|conda|pip|apt|sudo|cd) /u.test(line) ? line : null;
}
