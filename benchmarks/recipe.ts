/**
 * The recipe of the usual articles against `migrun all`: 4 targets × 50 revisions, the same
 * Postgres and the same settings. The recipe's server is already running; migrun starts its own, and the
 * first time makes them too (an empty cache). The recipe's round trip is the short one (head, base,
 * head); `--stairway` takes the one that goes down and up at every revision. Both sides are measured in turn,
 * `--rounds N` times (3), and the middle one counts. `--json` is for machines.
 */
import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { ensureEnvironment } from "../scripts/python-environments.ts";
import { generateWorkspace } from "./generate-history.ts";
import { describeMachine, measure, median, renderTable, seconds } from "./machine.ts";
import { startServer } from "./postgres.ts";

const TARGETS = ["users", "orders", "stock", "reports"];
const REVISIONS = 50;
const ROUNDS = Number(
  parseArgs({ strict: false, options: { rounds: { type: "string", default: "3" } } }).values.rounds,
);
const TESTS = `models or ${process.argv.includes("--stairway") ? "stairway" : "up_down_up"}`;
const MIGRUN = join(import.meta.dirname, "..", "apps", "cli", "bin", "migrun.js");
const run = promisify(execFile);

/** Milliseconds of one round. */
interface Times {
  readonly recipe: number;
  readonly cold: number;
  readonly warm: number;
}

const environment = await ensureEnvironment("newest");
const bin = dirname(environment.python);
const folder = await mkdtemp(join(tmpdir(), "migrun-benchmark-"));
const server = await startServer();
try {
  const url = `postgresql+psycopg2://bench@127.0.0.1:${server.port}`;
  const rounds: Times[] = [];
  for (let round = 1; round <= ROUNDS; round += 1)
    rounds.push(await measureRound(join(folder, String(round)), url));
  print(rounds);
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}

/** Both sides once, on workspaces and with a cache folder of their own. */
async function measureRound(place: string, url: string): Promise<Times> {
  await mkdir(place);
  const recipe = await runRecipe(join(place, "recipe"), url);
  const workspace = join(place, "migrun");
  await writeWorkspace(workspace, url);
  const cold = await measure(() => runMigrun(workspace, join(place, "cache")));
  const warm = await measure(() => runMigrun(workspace, join(place, "cache")));
  return { recipe, cold, warm };
}

async function writeWorkspace(workspace: string, url: string): Promise<void> {
  await mkdir(workspace);
  await generateWorkspace({ folder: workspace, targets: TARGETS, revisions: REVISIONS, url });
}

/** One target after the other, one command after the other. Making the databases is not counted. */
async function runRecipe(workspace: string, url: string): Promise<number> {
  await writeWorkspace(workspace, url);
  await copyFile(join(import.meta.dirname, "test_recipe.py"), join(workspace, "test_recipe.py"));
  for (const target of TARGETS) await createDatabase(url, target);
  return measure(async () => {
    for (const target of TARGETS) {
      const alembic = (...args: string[]) => python(workspace, ["-m", "alembic", "-n", target, ...args]);
      await alembic("upgrade", "head");
      await alembic("heads");
      await alembic("upgrade", "head", "--sql");
      const env = { TARGET: target, SERVER: url };
      await python(
        workspace,
        ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", TESTS, "test_recipe.py"],
        env,
      );
    }
  });
}

async function createDatabase(url: string, name: string): Promise<void> {
  const script =
    "import sys, sqlalchemy as sa\n" +
    'with sa.create_engine(sys.argv[1], isolation_level="AUTOCOMMIT").connect() as connection:\n' +
    '    connection.execute(sa.text(f"DROP DATABASE IF EXISTS {sys.argv[2]} WITH (FORCE)"))\n' +
    '    connection.execute(sa.text(f"CREATE DATABASE {sys.argv[2]}"))';
  await python(folder, ["-c", script, `${url}/postgres`, name]);
}

async function python(cwd: string, args: readonly string[], env: Record<string, string> = {}): Promise<void> {
  await run(environment.python, args, { cwd, env: { ...process.env, ...env }, maxBuffer: 2 ** 28 });
}

async function runMigrun(cwd: string, cache: string): Promise<void> {
  const env = {
    ...process.env,
    VIRTUAL_ENV: dirname(bin),
    PATH: `${bin}${delimiter}${process.env["PATH"] ?? ""}`,
    MIGRUN_CACHE_DIR: cache,
  };
  await run(process.execPath, [MIGRUN, "all"], { cwd, env, maxBuffer: 2 ** 28 });
}

function print(rounds: readonly Times[]): void {
  const machine = `${describeMachine()}, ${server.version}`;
  const versions = environment.versions;
  const middle = (of: (times: Times) => number): number => median(rounds.map(of));
  const ratio = {
    cold: middle((times) => times.recipe / times.cold),
    warm: middle((times) => times.recipe / times.warm),
  };
  if (process.argv.includes("--json")) {
    const size = { targets: TARGETS.length, revisions: REVISIONS };
    console.log(JSON.stringify({ machine, versions, size, milliseconds: rounds, ratio }, null, 2));
    return;
  }
  const row = (name: string, time: number, times: number) => [name, seconds(time), `${times.toFixed(1)} ×`];
  console.log(`${TARGETS.length} targets × ${REVISIONS} revisions, the middle of ${rounds.length}`);
  console.log(
    renderTable([
      row(
        "the recipe, server running",
        middle((times) => times.recipe),
        1,
      ),
      row(
        "migrun all, cold",
        middle((times) => times.cold),
        ratio.cold,
      ),
      row(
        "migrun all, again",
        middle((times) => times.warm),
        ratio.warm,
      ),
    ]),
  );
  console.log(machine);
  console.log(
    `Python ${versions.python}, Alembic ${versions.alembic}, SQLAlchemy ${versions.sqlalchemy}, psycopg2`,
  );
}
