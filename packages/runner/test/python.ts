import { execFileSync } from "node:child_process";
import { ensureEnvironment } from "../../../scripts/python-environments.ts";

/** The interpreter that tests run Alembic with: the one of this part of the matrix, else the newest. */
export const testPython = process.env["MIGRUN_TEST_PYTHON"] ?? (await ensureEnvironment("newest")).python;

/** True for SQLAlchemy 1.4, which knows neither psycopg 3 nor indexes on expressions. */
export const testSqlalchemyIsOld = execFileSync(
  testPython,
  ["-c", "import sqlalchemy; print(sqlalchemy.__version__)"],
  { encoding: "utf8" },
).startsWith("1.");

/** True where the interpreter of the tests can import a module. */
export function testPythonHas(module: string): boolean {
  const question = `import importlib.util as u; print(u.find_spec("${module}") is not None)`;
  return execFileSync(testPython, ["-c", question], { encoding: "utf8" }).trim() === "True";
}

/** True where the interpreter of the tests can import a module, and a name inside of it: `pydantic.v1.BaseSettings`. */
export function testPythonImports(path: string): boolean {
  const question = `import pydoc; print(pydoc.locate("${path}") is not None)`;
  return execFileSync(testPython, ["-W", "ignore", "-c", question], { encoding: "utf8" }).trim() === "True";
}
