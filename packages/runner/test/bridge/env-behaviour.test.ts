import { describe, expect, test } from "vitest";
import type { BridgeError } from "../../src/bridge/protocol.ts";
import { createProject, ENV_PY, listen, openTarget, patient, revision, toHeads } from "./project.ts";
import { testPythonHas } from "../python.ts";
import { useBridge } from "./use-bridge.ts";

const shared = useBridge();

const versions = {
  "migrations/versions/a1.py": revision("a1", null, `op.create_table("t", sa.Column("id", sa.Integer))`),
};

async function upgrade(files: Record<string, string>, more: Parameters<typeof openTarget>[3] = {}) {
  await using project = await createProject({ ...versions, ...files });
  const heard = listen(shared.server);
  await using target = openTarget(shared.bridge, project, heard, more);
  const first = await target.request("upgrade", toHeads, patient());
  const second = await target.request("upgrade", toHeads, patient());
  return { first, second, heard, folder: project.folder };
}

async function errorOf(files: Record<string, string>, more = {}): Promise<BridgeError> {
  const { first } = await upgrade(files, more);
  if (first.ok) throw new Error("expected a failure");
  return first.error;
}

describe("env.py may", () => {
  test.each([
    [
      "change the working directory and sys.path",
      `import os, sys\nassert os.getcwd() != "/" and sys.path[0] == "."\n<env.py>\nos.chdir("/")\nsys.path.insert(0, "/nowhere")\n`,
    ],
    [
      "install signal handlers",
      `import signal\nfor s in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):\n    signal.signal(s, signal.SIG_IGN)\n`,
    ],
    ["close its outputs and low descriptors", `import os\nos.close(1); os.close(2)\nos.closerange(3, 64)\n`],
    [
      "start threads that never end",
      `import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()\n`,
    ],
    ["fork", `import os\nif os.fork() == 0:\n    os._exit(0)\nos.wait()\n`],
    [
      "fork and let the fork run on to its end",
      `import os, time\npid = os.fork()\nif pid:\n    os.waitpid(pid, 0)\nelse:\n    raise SystemExit(3)\n`,
    ],
    [
      "use multiprocessing",
      `import multiprocessing\np = multiprocessing.get_context("fork").Process(target=print, args=("child",))\np.start(); p.join()\n`,
    ],
    [
      "change the environment",
      `import os\nassert os.environ.get("SEEN") is None\nos.environ["SEEN"] = "1"\n`,
    ],
    [
      "set up logging",
      `import logging, logging.config\nlogging.config.dictConfig({"version": 1, "disable_existing_loggers": True})\n`,
    ],
  ])("%s", async (_, lines) => {
    const { first, second, heard } = await upgrade({
      "migrations/env.py": lines.includes("<env.py>") ? lines.replace("<env.py>", ENV_PY) : lines + ENV_PY,
    });
    if (!first.ok) throw new Error(JSON.stringify(first.error));
    if (!second.ok) throw new Error(JSON.stringify(second.error));
    expect(first.value.runs[0]!.revisions).toEqual(["a1"]);
    expect(second.value.runs[0]!.rowsBefore).toEqual(["a1"]);
    expect(heard.asked).toHaveLength(1);
  });

  test("print much, and in every encoding, without touching the line", async () => {
    const { first, heard } = await upgrade({
      "migrations/env.py": `import sys, os
print('{"id": 2, "result": {}}' * 20000)
print("\\u00e9\\udc80")
sys.stderr.write("last words without newline")
os.write(1, b"raw\\n")
${ENV_PY}`,
    });
    if (!first.ok) throw new Error(JSON.stringify(first.error));
    expect(heard.output.stdout.length).toBeGreaterThan(400_000);
    expect(heard.output.stdout).toContain("é\\udc80\nraw\n");
    expect(heard.output.stderr).toBe("last words without newline".repeat(2));
  });

  test("warn: as data, from the user's files, also under -W error", async () => {
    const { first, heard, folder } = await upgrade(
      {
        "migrations/env.py": `import warnings\nfor _ in range(2):\n    warnings.warn("old way", DeprecationWarning)\n${ENV_PY}`,
      },
      { env: { PYTHONWARNINGS: "error" } },
    );
    if (!first.ok) throw new Error(JSON.stringify(first.error));
    const warnings = heard.events.filter(({ event }) => event === "warning");
    expect(warnings[0]).toEqual({
      event: "warning",
      message: "DeprecationWarning: old way",
      file: `${folder}/migrations/env.py`,
      line: 3,
    });
  });
});

describe("what goes wrong has a kind of its own:", () => {
  test("sys.exit", async () => {
    const error = await errorOf({ "migrations/env.py": `import sys\nsys.exit(3)\n` });
    expect(error).toMatchObject({
      kind: "exited",
      message: "sys.exit(3)",
      frames: [{ line: 2, source: "sys.exit(3)" }],
    });
  });

  test("os._exit, and the next request has a fresh process", async () => {
    const { first, second, heard } = await upgrade({
      "migrations/env.py": `import os\nif not os.path.exists("once"):\n    open("once", "w").close()\n    print("before the end")\n    os._exit(5)\n${ENV_PY}`,
    });
    expect(first.ok ? null : first.error).toMatchObject({
      kind: "process-ended",
      message: "The Python process ended with exit code 5",
    });
    expect(second.ok).toBe(true);
    expect(heard.output.stdout).toBe("before the end\n");
  });

  test("a crash inside a revision names the revision", async () => {
    const error = await errorOf({
      "migrations/versions/b2.py": revision(
        "b2",
        "a1",
        `import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)`,
      ),
    });
    expect(error).toMatchObject({
      kind: "process-ended",
      revision: "b2",
      message: "The Python process was killed by SIGSEGV",
    });
    expect(error.runs[0]!.revisions).toEqual(["a1"]);
    expect(error.statements.some(({ revision: id }) => id === "a1")).toBe(true);
  });

  test("never calling run_migrations", async () => {
    expect(await errorOf({ "migrations/env.py": `x = 1\n` })).toMatchObject({ kind: "not-run" });
  });

  test("the server's refusal", async () => {
    const error = await errorOf({
      "migrations/versions/b2.py": revision(
        "b2",
        "a1",
        `print("x")\nop.execute("ALTER TABLE missing ADD x integer")`,
      ),
    });
    expect(error).toMatchObject({
      kind: "database",
      exception: "sqlalchemy.exc.ProgrammingError",
      message: 'relation "missing" does not exist',
      sqlState: "42P01",
      statement: "ALTER TABLE missing ADD x integer",
      revision: "b2",
      direction: "upgrade",
    });
    expect(error.frames.map(({ line, source }) => [line, source]).at(-1)).toEqual([
      9,
      'op.execute("ALTER TABLE missing ADD x integer")',
    ]);
    expect(JSON.stringify(error)).not.toMatch(/Background|site-packages|migrun_bridge/);
    expect(error.runs[0]!.revisions).toEqual(["a1"]);
  });

  test("an exception of a revision", async () => {
    const error = await errorOf({ "migrations/versions/b2.py": revision("b2", "a1", `1 / 0`) });
    expect(error).toMatchObject({
      kind: "raised",
      exception: "ZeroDivisionError",
      revision: "b2",
      message: "division by zero",
    });
  });

  test("an exception of a history inside an installed package has its lines all the same", async () => {
    const home = "lib/site-packages/shop/migrations";
    const files = {
      "alembic.ini": `[alembic]\nscript_location = ${home}\nsqlalchemy.url = postgresql+psycopg2://app@db/shop\n`,
      [`${home}/env.py`]: ENV_PY,
      [`${home}/versions/a1.py`]: revision("a1", null, `raise RuntimeError("not today")`),
    };
    const inRevision = await errorOf(files);
    expect(inRevision.frames.at(-1)).toMatchObject({ line: 8, source: 'raise RuntimeError("not today")' });
    const inEnv = await errorOf({ ...files, [`${home}/env.py`]: "import nowhere\n" });
    expect(inEnv.frames).toMatchObject([{ line: 1, source: "import nowhere" }]);
  });

  test("an exception that says nothing but a name comes with its class", async () => {
    const reflect = `sa.Table("nowhere", sa.MetaData(), autoload_with=op.get_bind())`;
    const error = await errorOf({ "migrations/versions/a1.py": revision("a1", null, reflect) });
    expect(error.message).toBe("NoSuchTableError: nowhere");
  });

  test("Alembic's own errors", async () => {
    const error = await errorOf({ "migrations/versions/helper.py": "x = 1\n" });
    expect(error.kind).toBe("alembic");
  });

  test("a module that is not there", async () => {
    const error = await errorOf({ "migrations/env.py": `import app.models\n` });
    expect(error).toMatchObject({
      kind: "import",
      message: "No module named 'app'",
      exception: "ModuleNotFoundError",
    });
  });

  test("a file that does not parse", async () => {
    const error = await errorOf({ "models.py": "def (\n", "migrations/env.py": "import models\n" });
    expect(error.kind).toBe("raised");
    expect(error.frames.at(-1)).toMatchObject({ line: 1, source: "def (" });
  });

  test("variables of os.environ, all in one go", async () => {
    const error = await errorOf({
      "settings.py": `import os\nURL = os.environ["SHOP_URL"]\nKEY = os.environ["SHOP_KEY"]\nHOME = os.environ.get("HOME")\n`,
      "migrations/env.py": "import settings\n",
    });
    expect(error).toMatchObject({ kind: "settings", variables: ["SHOP_URL", "SHOP_KEY"] });
  });

  test.runIf(testPythonHas("starlette"))("variables of Starlette's Config, all in one go", async () => {
    const error = await errorOf({
      "settings.py":
        "from starlette.config import Config\nconfig = Config()\n" +
        'A = config("SHOP_HOST")\nB = config("SHOP_KEY", cast=str)\nC = config("SHOP_PORT", default=1)\n',
      "migrations/env.py": "import settings\n",
    });
    expect(error).toMatchObject({ kind: "settings", variables: ["SHOP_HOST", "SHOP_KEY"] });
  });

  test("an ordinary KeyError is none of these", async () => {
    expect(await errorOf({ "migrations/env.py": `{}["x"]\n` })).toMatchObject({
      kind: "raised",
      variables: [],
    });
  });

  test("passwords in messages are taken out", async () => {
    const canary = "Canary0123456789abcdefABCDEF4242";
    const error = await errorOf(
      {
        "migrations/env.py": `import os\nraise ValueError("cannot use " + os.environ["URL"] + " password='hush-hush'")\n`,
      },
      { env: { URL: `postgresql://app:${canary}@db.invalid/shop` } },
    );
    expect(error.message).toBe("cannot use postgresql://app:***@db.invalid/shop password=***");
  });

  const syntax = "'%' must be followed by '%' or '('";
  const place = "option 'sqlalchemy.url' in section 'alembic'";
  test.each([
    ["a stray %", "p%40<canary>", `${place}: ${syntax}`],
    ["an open reference", "p%(<canary>", `${place}: bad interpolation variable reference`],
    [
      "an unknown reference",
      "%(nothing)s<canary>",
      `Bad value substitution: ${place} contains an interpolation key 'nothing' which is not a valid option name`,
    ],
  ])("no value of an option that configparser cannot interpolate: %s", async (_, password, message) => {
    const canary = "d94f0c1b2a3e4d5f6071829304a5b6c7";
    const url = `postgresql://scott:${password.replace("<canary>", canary)}@db.prod:5432/foo`;
    const error = await errorOf({
      "alembic.ini": `[alembic]\nscript_location = migrations\nsqlalchemy.url = ${url}\n`,
    });
    expect(error.message).toBe(message);
    expect(JSON.stringify(error)).not.toContain(canary);
  });

  test("no value that env.py cannot set, though another error hides the first", async () => {
    const set = `from alembic import context\ncontext.config.set_main_option("key", "secret" + "%40" + "words")\n`;
    const alone = await errorOf({ "migrations/env.py": set });
    expect(alone.message).toBe("invalid interpolation syntax at position 6");
    const wrapped = set.replace(/context\.config.*/u, (line) =>
      ["try:", `    ${line}`, "except ValueError as e:", '    raise RuntimeError(f"bad: {e}") from e'].join(
        "\n",
      ),
    );
    const around = await errorOf({ "migrations/env.py": wrapped });
    expect(around.message).toBe("bad: invalid interpolation syntax at position 6");
  });
});

test.skipIf(!testPythonHas("pydantic_settings"))(
  "a settings object that demands values names all of them",
  async () => {
    const error = await errorOf({
      "settings.py": `
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict
class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")
    database_url: str
    secret_key: str = Field(validation_alias="APP_KEY")
    debug: bool = False
settings = Settings()
`,
      "migrations/env.py": "from settings import settings\n",
    });
    expect(error).toMatchObject({ kind: "settings", variables: ["SHOP_DATABASE_URL", "APP_KEY"] });
    expect(error.frames.at(-1)).toMatchObject({ line: 9, source: "settings = Settings()" });
  },
);

test("tables that env.py defines cannot be made twice: a fresh process is used by itself", async () => {
  const { first, second, heard } = await upgrade({
    "models.py": `import sqlalchemy as sa\nmetadata = sa.MetaData()\n`,
    "migrations/env.py": `import models, sqlalchemy\nsqlalchemy.Table("t", models.metadata, sqlalchemy.Column("id", sqlalchemy.Integer))\n${ENV_PY}`,
  });
  if (!first.ok) throw new Error(JSON.stringify(first.error));
  if (!second.ok) throw new Error(JSON.stringify(second.error));
  expect(second.value.runs[0]!.rowsBefore).toEqual(["a1"]);
  expect(heard.asked).toHaveLength(1);
});

test("an async env.py", async () => {
  const { first } = await upgrade({
    "migrations/env.py": `
import asyncio
from alembic import context
from sqlalchemy.ext.asyncio import create_async_engine
def work(connection):
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
async def main():
    engine = create_async_engine("postgresql+asyncpg://app:pw@production.invalid/shop")
    async with engine.connect() as connection:
        await connection.run_sync(work)
    await engine.dispose()
asyncio.run(main())
`,
    "migrations/versions/b2.py": revision(
      "b2",
      "a1",
      `op.execute(sa.text("INSERT INTO t VALUES (:id)").bindparams(id=7))`,
    ),
  });
  if (!first.ok) throw new Error(JSON.stringify(first.error));
  const own = first.value.statements.filter(
    (statement) => statement.revision === "b2" && !statement.bookkeeping,
  );
  expect(own).toEqual([
    expect.objectContaining({
      sql: expect.stringMatching(/^INSERT INTO t VALUES \(7(::INTEGER)?\)$/),
      line: 8,
    }),
  ]);
});

test.each(["psycopg2", "pg8000"])("recorded statements hold their values (%s)", async (driver) => {
  const many = `
t = sa.table("t", sa.column("id"), sa.column("at"), sa.column("words"))
op.execute(t.insert().values(id=1, at=None, words="it's 100%"))
op.execute(sa.text("UPDATE t SET words = '5%' WHERE id = :id AND at IS NULL").bindparams(id=1))
op.execute("UPDATE t SET words = '10%' WHERE id = 2")
`;
  const { first } = await upgrade({
    "migrations/env.py": ENV_PY.replace(
      /engine_from_config\(config.*\)/,
      `__import__("sqlalchemy").create_engine("postgresql+${driver}://app:pw@production.invalid/shop")`,
    ),
    "migrations/versions/a1.py": revision(
      "a1",
      null,
      `op.execute("CREATE TABLE t (id integer, at date, words text)")`,
    ),
    "migrations/versions/b2.py": revision("b2", "a1", many),
  });
  if (!first.ok) throw new Error(JSON.stringify(first.error));
  const own = first.value.statements.filter(({ revision: id, file }) => id === "b2" && file !== null);
  expect(own.map(({ sql }) => sql.replaceAll(/::[A-Z]+/g, ""))).toEqual([
    "INSERT INTO t (id, at, words) VALUES (1, NULL, 'it''s 100%')",
    "UPDATE t SET words = '5%' WHERE id = 1 AND at IS NULL",
    "UPDATE t SET words = '10%' WHERE id = 2",
  ]);
});

test("an autocommit block is told apart", async () => {
  const { first } = await upgrade({
    "migrations/versions/b2.py": revision(
      "b2",
      "a1",
      `with op.get_context().autocommit_block():\n    op.create_index("ix", "t", ["id"], postgresql_concurrently=True)`,
    ),
  });
  if (!first.ok) throw new Error(JSON.stringify(first.error));
  const own = first.value.statements.filter(({ file }) => file !== null);
  expect(own.map(({ sql, autocommit }) => [sql.slice(0, 12), autocommit])).toEqual([
    ["\nCREATE TABL", false],
    ["CREATE INDEX", true],
  ]);
});

test("the words of the command line are there for env.py", async () => {
  const { first, heard } = await upgrade(
    {
      "migrations/env.py": `
import sys
from alembic import context
print(context.get_x_argument(as_dictionary=True), context.config.cmd_opts.name, context.get_revision_argument())
print(sys.argv[0].endswith("/bin/alembic"), sys.argv[-2:], sys.path[0] == ".", [p for p in sys.path if "migrun" in p and "test" not in p], __import__("__main__").__dict__.get("__file__"))
${ENV_PY}`,
    },
    { x: ["tenant=acme"] },
  );
  if (!first.ok) throw new Error(JSON.stringify(first.error));
  expect(heard.output.stdout.split("\n").slice(0, 2)).toEqual([
    "{'tenant': 'acme'} alembic ('a1',)",
    "True ['upgrade', 'heads'] True [] None",
  ]);
});
