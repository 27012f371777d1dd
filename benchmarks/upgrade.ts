/**
 * `migrun upgrade` against `alembic upgrade head` on a database at head, whole processes: what the lock, the proof
 * and Node cost. And with `trustUrl`, where neither Python nor the lock is needed.
 */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ensureEnvironment } from "../scripts/python-environments.ts";
import { describeMachine, inTurns, renderTable } from "./machine.ts";
import { startServer } from "./postgres.ts";

const PAIRS = 15;
const REVISIONS = 50;
const MIGRUN = join(import.meta.dirname, "..", "apps", "cli", "bin", "migrun.js");
const run = promisify(execFile);

const ENV_PY = `
from alembic import context
from sqlalchemy import engine_from_config, pool
config = context.config
engine = engine_from_config(config.get_section(config.config_ini_section), prefix="sqlalchemy.", poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
`;

const { python } = await ensureEnvironment("newest");
const server = await startServer();
const cwd = await mkdtemp(join(tmpdir(), "migrun-benchmark-upgrade-"));
try {
  const url = `postgresql://bench@127.0.0.1:${server.port}/postgres`;
  await mkdir(join(cwd, "migrations", "versions"), { recursive: true });
  const ini = `[alembic]\nscript_location = migrations\nsqlalchemy.url = ${url.replace("postgresql", "postgresql+psycopg2")}\n`;
  await writeFile(join(cwd, "alembic.ini"), ini);
  await writeFile(join(cwd, "migrations", "env.py"), ENV_PY);
  for (let n = 1; n <= REVISIONS; n += 1) {
    const down = n === 1 ? "None" : `"r${n - 1}"`;
    const text = `"""r${n}"""\nfrom alembic import op\nrevision = "r${n}"\ndown_revision = ${down}\ndef upgrade():\n    op.execute("SELECT ${n}")\ndef downgrade():\n    pass\n`;
    await writeFile(join(cwd, "migrations", "versions", `r${n}.py`), text);
  }
  const alembic = () => run(python, ["-m", "alembic", "upgrade", "head"], { cwd });
  const migrun = () =>
    run(process.execPath, [MIGRUN, "upgrade", "--all"], {
      cwd,
      env: { ...process.env, MIGRUN_PYTHON: python },
    });
  await alembic();
  const [plain, whole] = await inTurns(PAIRS, alembic, migrun);
  const trusting = { targets: { alembic: { url, trustUrl: true } } };
  await writeFile(join(cwd, "migrun.config.json"), JSON.stringify(trusting));
  const [again, trusted] = await inTurns(PAIRS, alembic, migrun);
  const ratio = whole / plain;
  const trustRatio = trusted / again;
  if (process.argv.includes("--json")) {
    const milliseconds = { alembic: plain, migrun: whole, alembicAgain: again, trusted };
    console.log(
      JSON.stringify({ machine: describeMachine(), pairs: PAIRS, milliseconds, ratio, trustRatio }, null, 2),
    );
  } else {
    const row = (name: string, time: number, of: number): string[] => [
      name,
      `${time.toFixed(0)} ms`,
      `${(time / of).toFixed(2)} ×`,
    ];
    console.log(
      renderTable([
        row("alembic upgrade head", plain, plain),
        row("migrun upgrade", whole, plain),
        row("alembic upgrade head", again, again),
        row("migrun upgrade, trustUrl", trusted, again),
      ]),
    );
    console.log(
      `${describeMachine()}; a database at head, ${REVISIONS} revisions, medians of ${PAIRS} pairs`,
    );
  }
} finally {
  await server.stop();
  await rm(cwd, { recursive: true, force: true });
}
