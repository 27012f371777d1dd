/**
 * The same history with nothing but Alembic, on a server of its own: for the time it takes, and for the proof that
 * upgrade, drift and the way down have the outcome that migrun reports.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { $ } from "zx";
import type { TargetSettings } from "./world-package.ts";

/** What `alembic upgrade heads`, `upgrade heads --sql`, `check` and `downgrade base` came to. Null: not tried. */
export interface PlainRun {
  readonly upgraded: boolean;
  readonly upgradeMs: number;
  readonly offline: boolean;
  readonly same: boolean | null;
  readonly downgraded: boolean | null;
}

/** A target for plain Alembic. */
export interface PlainRequest {
  /** Folder with `alembic.ini`. */
  readonly folder: string;
  readonly section: string;
  readonly settings: TargetSettings;
  /** Folder of the virtual environment. */
  readonly environment: string;
  /** An empty folder. */
  readonly scratch: string;
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
}

const PREPARE = `
import importlib.util, sys, sqlalchemy as sa
host, database, *files = sys.argv[1:]
driver = "psycopg2" if importlib.util.find_spec("psycopg2") else "psycopg"
server = "postgresql+%s://bench@%s" % (driver, host)
if database:
    with sa.create_engine(server + "/postgres", isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE " + database)
    with sa.create_engine(server + "/" + database).begin() as connection:
        for name in files:
            connection.exec_driver_sql(open(name, encoding="utf-8").read())
`;

/** Runs the history up, compares it with the models, and runs it down. Null where the config has no URL of its own. */
export async function runPlainAlembic(request: PlainRequest): Promise<PlainRun | null> {
  const { folder, section, settings, environment, scratch, port } = request;
  const ini = await readFile(join(folder, "alembic.ini"), "utf8").catch(() => null);
  const found = ini === null ? null : urlOf(ini, section);
  if (ini === null || found === null) return null;
  await mkdir(scratch, { recursive: true });
  const server = `127.0.0.1:${port}`;
  const database = `world_${section.replaceAll(/\W/gu, "_")}`;
  const isSqlite = found.startsWith("sqlite");
  const scheme = found.slice(0, found.indexOf("://"));
  const url = isSqlite
    ? `${scheme}:///${join(scratch, "world.db")}`
    : `${scheme}://bench@${server}/${database}`;
  const copy = join(scratch, "alembic.ini");
  await writeFile(copy, ini.replaceAll(found, url));
  const urls = Object.fromEntries((settings.urlEnv ?? []).map((name) => [name, url]));
  const run = $({
    nothrow: true,
    quiet: true,
    cwd: folder,
    env: { ...request.env, ...settings.env, ...urls },
  });
  const files = (settings.bootstrap ?? []).map((file) => join(folder, file));
  const prepare = [server, isSqlite ? "" : database, ...files];
  const prepared = await run`${join(environment, "bin", "python")} -c ${PREPARE} ${prepare}`;
  if (prepared.exitCode !== 0) throw new Error(`${section}: ${prepared.stderr}`);
  const alembic = [join(environment, "bin", "alembic"), "-c", copy, "-n", section];
  const started = performance.now();
  const up = await run`${alembic} upgrade heads`;
  const upgradeMs = Math.round(performance.now() - started);
  const offline = (await run`${alembic} upgrade heads --sql`).exitCode === 0;
  if (up.exitCode !== 0) return { upgraded: false, upgradeMs, offline, same: null, downgraded: null };
  const check = await run`${alembic} check`;
  const down = await run`${alembic} downgrade base`;
  return { upgraded: true, upgradeMs, offline, same: check.exitCode === 0, downgraded: down.exitCode === 0 };
}

/** `sqlalchemy.url` of a section. */
function urlOf(ini: string, section: string): string | null {
  const start = ini.indexOf(`[${section}]`);
  const end = ini.indexOf("\n[", start + 1);
  const body = ini.slice(start, end === -1 ? undefined : end);
  return start === -1 ? null : (/^sqlalchemy\.url\s*=\s*(\S+)$/mu.exec(body)?.[1] ?? null);
}
