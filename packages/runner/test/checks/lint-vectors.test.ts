import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { copyFixture } from "./run-fixture.ts";

/** A migration file, and the codes that must be found in what it really sends and those that must not. */
interface Vector {
  readonly id: string;
  readonly files: Readonly<Record<string, string>>;
  readonly fires: readonly string[];
  readonly silent: readonly string[];
}

/** Codes that need the statements of a run; those on files are asked where no run is needed. */
const OF_SQL = /^(?:MS|MD|MR507)/u;

/** The table that a vector finds, where it is not one with a column `a`; null: it makes the table. */
const TABLES: Readonly<Record<string, string | null>> = {
  "py-commit": null,
  "py-block-mixed": "id bigint PRIMARY KEY",
  "py-downgrade-unsafe": "id bigint PRIMARY KEY, a text NOT NULL",
};
const TABLE = "id bigint PRIMARY KEY, a text";

const RULES = join(import.meta.dirname, "../../../core/src/rules/vectors.json");
const vectors = (JSON.parse(await readFile(RULES, "utf8")) as Vector[]).filter(({ fires, silent }) =>
  [...fires, ...silent].some((code) => OF_SQL.test(code)),
);

const ENV = `from alembic import context
from sqlalchemy import engine_from_config, pool

section = context.config.get_section(context.config.config_ini_section)
with engine_from_config(section, prefix="sqlalchemy.", poolclass=pool.NullPool).connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
`;

function parentOf(table: string | null): string {
  const [up, down] =
    table === null ? ["pass", "pass"] : [`op.execute("CREATE TABLE x (${table})")`, 'op.drop_table("x")'];
  return `"""start"""\nfrom alembic import op\n\nrevision = "a1"\ndown_revision = None\n\n\ndef upgrade():\n    ${up}\n\n\ndef downgrade():\n    ${down}\n`;
}

it("finds in the statements of migration files what the vectors name, and nothing that they exclude", async () => {
  await using project = await copyFixture("linear");
  const sections = vectors.map(
    ({ id }) =>
      `[${id}]\nscript_location = ${id}\nsqlalchemy.url = postgresql+psycopg2://app@db.internal/${id}\n`,
  );
  await project.write("alembic.ini", sections.join("\n"));
  await project.write("migrun.config.yaml", "assumeLockTimeout: true\n");
  for (const { id, files } of vectors) {
    const table = TABLES[id] === undefined ? TABLE : TABLES[id];
    const all = { "env.py": ENV, "versions/a1_start.py": parentOf(table) };
    for (const [name, text] of Object.entries(all)) await project.write(`${id}/${name}`, text);
    for (const [name, text] of Object.entries(files)) await project.write(`${id}/versions/${name}`, text);
  }

  const ran = await project.run({ checks: ["heads", "upgrade", "lint", "roundtrip"] });

  expect(vectors.length).toBeGreaterThan(6);
  const wrong = vectors.flatMap(({ id, fires, silent }) => {
    const open = ran
      .target(id)
      .findings.filter(({ suppressed, file }) => suppressed === null && file?.includes("/b2_") === true)
      .map(({ code }) => code);
    return [
      ...fires.filter((code) => OF_SQL.test(code) && !open.includes(code)).map((code) => `${id}: no ${code}`),
      ...silent.filter((code) => OF_SQL.test(code) && open.includes(code)).map((code) => `${id}: ${code}`),
    ];
  });
  expect(wrong).toEqual([]);
});
