import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { Diagnosis } from "@migrun/core";
import { diagnose } from "../../src/doctor/diagnose.ts";

/** Files of a repository by path. */
export type Files = Readonly<Record<string, string>>;

/** An env.py as Alembic's template writes it, with what a test is about. */
export function envPy(
  facts: { readonly metadata?: string; readonly options?: string; readonly imports?: string } = {},
): string {
  const { metadata = "Base.metadata", options = "", imports = "from app.base import Base" } = facts;
  return `from alembic import context
from sqlalchemy import engine_from_config, pool
${imports}

config = context.config
target_metadata = ${metadata}


def run_migrations_online():
    connectable = engine_from_config(config.get_section(config.config_ini_section, {}), prefix="sqlalchemy.", poolclass=pool.NullPool)
    with connectable.connect() as connection:
        context.configure(connection=connection, target_metadata=target_metadata${options})
        with context.begin_transaction():
            context.run_migrations()


run_migrations_online()
`;
}

/** A revision file. */
export function revision(id: string, down: string | null, body = "    pass"): string {
  const parent = down === null ? "None" : JSON.stringify(down);
  return `"""Revision ${id}"""\n\nfrom alembic import op\n\nrevision = "${id}"\ndown_revision = ${parent}\n\n\ndef upgrade():\n${body}\n\n\ndef downgrade():\n    pass\n`;
}

/** A project for Postgres with one target, one revision, one model, and a drift test: nothing is wrong with it. */
export const SOUND: Files = {
  "alembic.ini":
    "[alembic]\nscript_location = migrations\nprepend_sys_path = .\nsqlalchemy.url = postgresql://app:secret@db/app\n",
  "migrations/env.py": envPy({ imports: "from app.base import Base\nimport app.models" }),
  "migrations/versions/a1_first.py": revision("a1", null),
  "app/__init__.py": "",
  "app/base.py": "from sqlalchemy.orm import DeclarativeBase\n\n\nclass Base(DeclarativeBase):\n    pass\n",
  "app/models.py": 'from .base import Base\n\n\nclass User(Base):\n    __tablename__ = "users"\n',
  "tests/test_drift.py": "from alembic.autogenerate import compare_metadata\n",
};

/** Writes the files into a folder of their own, for one test; a file of null is left out. */
export async function folderOf(files: Readonly<Record<string, string | null>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "migrun-doctor-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    if (text === null) continue;
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

/** The page of a folder; Python is not looked for unless one is given. */
export async function diagnosisOf(
  cwd: string,
  asked: {
    readonly fix?: boolean;
    readonly python?: string;
    readonly names?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
  } = {},
): Promise<Diagnosis> {
  const flags = {
    config: null,
    server: null,
    postgres: null,
    jobs: null,
    python: asked.python ?? join(cwd, "no-python"),
    since: null,
    changed: false,
    allRevisions: null,
    strict: null,
    allRules: false,
    assumeLockTimeout: null,
    isolation: null,
    keep: false,
    from: null,
    timeout: null,
  };
  const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], ...asked.env };
  const request = { cwd, env, flags, names: asked.names ?? [], fix: asked.fix ?? false };
  return await diagnose(request, { emit: () => {}, signal: new AbortController().signal });
}

/** The mistakes in a folder with these files, each as `code severity file:line`. */
export async function mistakesIn(files: Readonly<Record<string, string | null>>): Promise<readonly string[]> {
  const { mistakes } = await diagnosisOf(await folderOf(files));
  return mistakes.map(
    ({ code, severity, file, line }) => `${code} ${severity} ${file ?? ""}${line === null ? "" : `:${line}`}`,
  );
}
