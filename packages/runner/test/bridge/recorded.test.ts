import { describe, expect, test } from "vitest";
import type { RecordedStatement } from "../../src/bridge/protocol.ts";
import { testPythonHas, testSqlalchemyIsOld } from "../python.ts";
import { createProject, envWith, listen, openTarget, patient, revision, toHeads } from "./project.ts";
import { useBridge } from "./use-bridge.ts";

const shared = useBridge();

/** What an upgrade of these files sends, without Alembic's bookkeeping and its looks into the catalog. */
async function sent(
  files: Readonly<Record<string, string>>,
): Promise<{ readonly folder: string; readonly statements: readonly RecordedStatement[] }> {
  await using project = await createProject(files);
  await using target = openTarget(shared.bridge, project, listen(shared.server));
  const up = await target.request("upgrade", toHeads, patient());
  if (!up.ok) throw new Error(JSON.stringify(up.error));
  const statements = up.value.statements.filter(
    ({ revision: id, bookkeeping, sql }) =>
      id !== null && !bookkeeping && !/^(?:RELEASE )?SAVEPOINT/u.test(sql),
  );
  return { folder: project.folder, statements };
}

/** The recorded transactions, renumbered from 1 in order of appearance. */
function transactions(statements: readonly RecordedStatement[]): readonly (number | null)[] {
  const met: number[] = [];
  return statements.map(({ transaction }) => {
    if (transaction === null) return null;
    if (!met.includes(transaction)) met.push(transaction);
    return met.indexOf(transaction) + 1;
  });
}

const drivers = ["psycopg2", "psycopg", "asyncpg", "pg8000"].filter(
  (name) => testPythonHas(name) && !(name === "psycopg" && testSqlalchemyIsOld),
);

describe.each(drivers)("transactions through %s", (driver) => {
  // Under SQLAlchemy, an autocommit block of pg8000 finds a transaction open, and the server commits nothing by itself.
  const block = driver === "pg8000" ? "contextlib.nullcontext()" : "op.get_context().autocommit_block()";
  const files = {
    "migrations/versions/a1.py": revision("a1", null, `op.execute("CREATE TABLE t (id integer)")`),
    "migrations/versions/b2.py": revision(
      "b2",
      "a1",
      `
import contextlib
with op.get_bind().begin_nested():
    op.execute("INSERT INTO t VALUES (1)")
op.execute("INSERT INTO t VALUES (2)")
with ${block}:
    op.execute("CREATE INDEX ix ON t (id)")
op.execute("INSERT INTO t VALUES (3)")
`,
    ),
    "migrations/versions/c3.py": revision("c3", "b2", `op.execute("INSERT INTO t VALUES (4)")`),
  };

  test("one over all revisions, cut by an autocommit block; a savepoint is none", async () => {
    const { statements } = await sent({ ...files, "migrations/env.py": envWith(driver) });
    expect(transactions(statements)).toEqual(
      driver === "pg8000" ? [1, 1, 1, 1, 1, 1] : [1, 1, 1, null, 2, 2],
    );
  });

  test("one per revision", async () => {
    const { statements } = await sent({
      ...files,
      "migrations/env.py": envWith(driver, ", transaction_per_migration=True"),
    });
    expect(transactions(statements)).toEqual(
      driver === "pg8000" ? [1, 2, 2, 2, 2, 3] : [1, 2, 2, null, 3, 4],
    );
  });
});

test("a COMMIT by hand ends it; psycopg2 believes itself inside, and the server commits each statement", async () => {
  const byHand = `
op.execute("CREATE TABLE t (id integer)")
op.execute("COMMIT")
op.execute("CREATE INDEX CONCURRENTLY ix ON t (id)")
op.execute("BEGIN")
op.execute("INSERT INTO t VALUES (1)")
`;
  const { statements } = await sent({ "migrations/versions/a1.py": revision("a1", null, byHand) });
  expect(transactions(statements)).toEqual([1, 1, null, null, 2]);
});

test("engines of one env.py are apart", async () => {
  const files = {
    "migrations/env.py": `
from alembic import context
from sqlalchemy import create_engine
engines = [create_engine("postgresql+psycopg2://app:pw@production.invalid/" + name) for name in ("one", "two")]
connections = [engine.connect() for engine in engines]
transactions = [connection.begin() for connection in connections]
for connection in connections:
    context.configure(connection=connection)
    context.run_migrations()
for transaction in transactions:
    transaction.commit()
`,
    "migrations/versions/a1.py": revision("a1", null, `op.execute("CREATE TABLE t (id integer)")`),
    "migrations/versions/b2.py": revision("b2", "a1", `op.execute("INSERT INTO t VALUES (1)")`),
  };
  const { statements } = await sent(files);
  expect(new Set(statements.map(({ database }) => database)).size).toBe(2);
  expect(transactions(statements)).toEqual([1, 1, 2, 2]);
});

test("loops and helpers: the line in the revision, and the helper's own", async () => {
  const body = `
from shop.ddl import add_note, make
for name in ("a", "b"):
    make(
        name,
    )
add_note("a")
op.execute("SELECT 1")
def local():
    op.execute("SELECT 2")
local()
`;
  const helpers = `from alembic import op

def add_note(table):
    execute("ALTER TABLE %s ADD note text" % table)

def make(table):
    execute("CREATE TABLE %s (id integer)" % table)

def execute(sql):
    op.execute(sql)
`;
  const { folder, statements } = await sent({
    "shop/__init__.py": "",
    "shop/ddl.py": helpers,
    "migrations/versions/a1.py": revision("a1", null, body),
    "migrations/versions/b2.py": `"""b2"""\nfrom shop.b2 import upgrade\nrevision = "b2"\ndown_revision = "a1"\n`,
    "shop/b2.py": `from alembic import op\ndef upgrade():\n    op.execute("SELECT 3")\n`,
  });
  const file = `${folder}/migrations/versions/a1.py`;
  const via = { file: `${folder}/shop/ddl.py`, line: 10 };
  expect(statements.map((one) => [one.file, one.line, one.via])).toEqual([
    [file, 10, via],
    [file, 10, via],
    [file, 13, via],
    [file, 14, null],
    [file, 16, null],
    // Nothing of the revision file is on the stack.
    [null, null, { file: `${folder}/shop/b2.py`, line: 3 }],
  ]);
});
