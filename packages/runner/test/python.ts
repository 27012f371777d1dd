import { ensureEnvironment } from "../../../scripts/python-environments.ts";

/** The interpreter that integration tests run Alembic with: the one of this part of the matrix, else the newest. */
export const testPython = process.env["MIGRUN_TEST_PYTHON"] ?? (await ensureEnvironment("newest")).python;
