import { describe, expect, test } from "vitest";
import { diagnosisOf, envPy, type Files, folderOf, mistakesIn, revision, SOUND } from "./repository-of.ts";

/** A sound project with some files changed, added or taken out (null). */
const sound = (files: Readonly<Record<string, string | null>> = {}) => mistakesIn({ ...SOUND, ...files });

const workflow = (...run: readonly string[]): Files => ({
  ".github/workflows/ci.yml": `on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n${run.map((line) => `      - run: ${line}\n`).join("")}`,
});

test("a sound project has none", async () => {
  expect(await sound()).toEqual([]);
});

describe("MX921, MX922: CI", () => {
  test("without a Postgres and without a migration", async () => {
    expect(
      await sound({
        ...workflow("pytest"),
        "tests/test_drift.py": "def test_sum(): ...\n",
        "migrun.config.yaml": "{}",
      }),
    ).toEqual(["MX921 error .github/workflows/ci.yml", "MX922 error .github/workflows/ci.yml"]);
  });

  test.each([
    [
      "a service",
      {
        ".github/workflows/ci.yml":
          "jobs:\n  t:\n    services:\n      db:\n        image: postgres:17\n    steps:\n      - run: alembic upgrade head\n",
      },
    ],
    [
      "testcontainers in the tests",
      {
        ...workflow("pytest"),
        "tests/conftest.py": "from testcontainers.postgres import PostgresContainer\n",
      },
    ],
    [
      "a script",
      { ...workflow("bash ci/test.sh"), "ci/test.sh": "docker run postgres:17\nalembic upgrade head\n" },
    ],
    [
      "a workflow of another repository",
      {
        ".github/workflows/ci.yml":
          "jobs:\n  t:\n    uses: org/shared/.github/workflows/test.yml@v1\n    # pytest\n",
      },
    ],
    ["migrun", workflow("npx migrun all")],
    [
      "a workflow that tests nothing",
      { ".github/workflows/label.yml": "jobs:\n  l:\n    steps:\n      - uses: actions/labeler@v5\n" },
    ],
  ])("not with %s", async (_, files) => {
    expect(await sound(files)).toEqual([]);
  });
});

describe("MX923: no drift test", () => {
  const ini =
    "[one]\nscript_location = one\nsqlalchemy.url = postgresql://db/one\n[two]\nscript_location = two\nsqlalchemy.url = postgresql://db/two\n";
  const base = { "alembic.ini": ini, "app/base.py": SOUND["app/base.py"] ?? "" };
  const two = { ...base, "one/env.py": envPy(), "two/env.py": envPy() };
  const driftIn = async (...run: readonly string[]) =>
    (await diagnosisOf(await folderOf({ ...two, ...workflow("echo postgres", ...run) }))).mistakes
      .filter(({ code }) => code === "MX923")
      .map(({ message }) => message);

  test("one that cannot fail is none", async () => {
    const nothing = ["No test compares the models with what the revisions make."];
    expect(await driftIn("alembic --name one check || true")).toEqual(nothing);
    expect(await driftIn("alembic check | tee log")).toEqual(nothing);
    expect(
      await driftIn("alembic --name one check || true", "alembic -n one check && alembic -n two check"),
    ).toEqual([]);
  });

  test("one of several targets is not all of them", async () => {
    const message = "No test that can fail compares the models of two with what the revisions make.";
    expect(await driftIn("alembic --name one check")).toEqual([message]);
    expect(await driftIn("alembic -n one check", "alembic -n two check || true")).toEqual([message]);
  });

  test.each([
    ["a loop", 'for name in one two; do alembic --name "$name" check; done'],
    ["both", "alembic -n one check && alembic -n two check"],
    ["migrun", "npx migrun drift"],
    ["a name that is unknown here", "alembic -n other check"],
  ])("%s covers all", async (_, line) => {
    expect(await driftIn(line)).toEqual([]);
  });

  test("in a project with tests", async () => {
    expect(await sound({ "tests/test_drift.py": "def test_sum(): ...\n" })).toEqual([
      "MX923 error alembic.ini",
    ]);
  });

  test("a Makefile that makes revisions is none", async () => {
    const files = {
      "tests/test_drift.py": "def test_sum(): ...\n",
      Makefile: "revision:\n\talembic revision --autogenerate -m x\n",
    };
    expect(await sound(files)).toEqual(["MX923 error alembic.ini"]);
  });

  test.each([
    ["alembic check in CI", workflow("alembic upgrade head && alembic check", "echo postgres")],
    [
      "pytest-alembic",
      { "tests/test_m.py": "from pytest_alembic.tests import test_model_definitions_match_ddl\n" },
    ],
    ["no tests at all", {}],
    [
      "no metadata",
      {
        "migrations/env.py": envPy({ metadata: "None", imports: "" }),
        "app/models.py": null,
        "tests/test_a.py": "",
      },
    ],
  ])("not with %s", async (_, files) => {
    expect(await sound({ "tests/test_drift.py": null, ...files })).toEqual([]);
  });
});

const STARTUP = `from contextlib import asynccontextmanager
from alembic import command
from alembic.config import Config
from fastapi import FastAPI


def run_migrations():
    command.upgrade(Config("alembic.ini"), "head")


@asynccontextmanager
async def lifespan(app):
    run_migrations()
    yield


app = FastAPI(lifespan=lifespan)
`;
const deployment = (replicas: number, command = ""): string =>
  `apiVersion: apps/v1\nkind: Deployment\nspec:\n  replicas: ${replicas}\n  template:\n    spec:\n      containers:\n        - name: app\n          image: app\n${command}`;

describe("MX924: migrated at start-up", () => {
  test("a lifespan, and three replicas", async () => {
    expect(await sound({ "app/main.py": STARTUP, "k8s/app.yaml": deployment(3) })).toEqual([
      "MX924 error app/main.py:8",
    ]);
  });

  test("a lifespan, and a server with four workers", async () => {
    const files = {
      "app/main.py": STARTUP,
      Dockerfile: 'FROM python\nCMD ["gunicorn", "app.main:app", "-w", "4"]\n',
    };
    expect(await sound(files)).toEqual(["MX924 error app/main.py:8"]);
  });

  test("create_app of Flask, and Compose replicas", async () => {
    const files = {
      "app/main.py":
        "import subprocess\n\n\ndef create_app():\n    subprocess.run(['alembic', 'upgrade', 'head'], check=True)\n    return Flask(__name__)\n",
      "compose.yaml": "services:\n  app:\n    image: app\n    deploy:\n      replicas: 2\n",
    };
    expect(await sound(files)).toEqual(["MX924 error app/main.py:5"]);
  });

  test("the container's own command", async () => {
    const command = '          command: ["sh", "-c", "alembic upgrade head && uvicorn app.main:app"]\n';
    expect(await sound({ "k8s/app.yaml": deployment(2, command) })).toEqual(["MX924 error k8s/app.yaml:10"]);
  });

  test("an entry point; workers of its one server do not matter", async () => {
    const entry = "#!/bin/sh\nset -e\nalembic upgrade head\nexec gunicorn app.main:app -w 4\n";
    expect(await sound({ "entrypoint.sh": entry })).toEqual(["MX924 notice entrypoint.sh:3"]);
    expect(await sound({ "entrypoint.sh": entry, "k8s/app.yaml": deployment(2) })).toEqual([
      "MX924 error entrypoint.sh:3",
    ]);
  });

  test.each([
    [
      "a Job",
      {
        "k8s/job.yaml":
          'kind: Job\nspec:\n  template:\n    spec:\n      containers:\n        - command: ["alembic", "upgrade", "head"]\n',
        "k8s/app.yaml": deployment(3),
      },
    ],
    ["a release command", { Procfile: "release: alembic upgrade head\nweb: gunicorn app.main:app -w 4\n" }],
    [
      "a service of Compose that only migrates",
      {
        "compose.yaml":
          "services:\n  migrate:\n    command: alembic upgrade head\n  app:\n    command: uvicorn app.main:app\n    deploy:\n      replicas: 3\n",
      },
    ],
    [
      "a command line",
      { "app/cli.py": STARTUP.replace("lifespan(app)", "migrate(app)"), "k8s/app.yaml": deployment(3) },
    ],
    [
      "a lock in env.py",
      {
        "app/main.py": STARTUP,
        "k8s/app.yaml": deployment(3),
        "migrations/env.py": `${envPy({ imports: "from app.base import Base\nimport app.models" })}# SELECT pg_advisory_lock(1)\n`,
      },
    ],
    [
      "a server for developers",
      {
        "compose.yaml":
          "services:\n  app:\n    command: sh -c 'alembic upgrade head && uvicorn app.main:app --reload'\n",
      },
    ],
  ])("not with %s", async (_, files) => {
    expect(await sound(files)).toEqual([]);
  });
});

describe("MX925, MX926: tests elsewhere", () => {
  test("on SQLite", async () => {
    const conftest = 'from sqlalchemy import create_engine\n\nengine = create_engine("sqlite:///:memory:")\n';
    expect(await sound({ "tests/conftest.py": conftest })).toEqual(["MX925 error tests/conftest.py:3"]);
  });

  test("by create_all, without a drift test", async () => {
    const conftest =
      'import os\n\nfrom app.base import Base\n\nengine = make(os.environ["TEST_DATABASE_URL"])\nBase.metadata.create_all(engine)\n';
    expect(await sound({ "tests/conftest.py": conftest, "tests/test_drift.py": null })).toEqual([
      "MX923 error alembic.ini",
      "MX926 warning tests/conftest.py:6",
    ]);
    expect(await sound({ "tests/conftest.py": conftest })).toEqual([]);
  });

  test.each([
    [
      "SQLite beside Postgres",
      {
        "tests/conftest.py": 'create_engine("sqlite://")\n',
        "tests/test_db.py": 'create_engine("postgresql://")\n',
      },
    ],
    [
      "a project for SQLite",
      {
        "alembic.ini": "[alembic]\nscript_location = migrations\nsqlalchemy.url = sqlite:///app.db\n",
        "tests/conftest.py": 'create_engine("sqlite://")\n',
      },
    ],
  ])("not with %s", async (_, files) => {
    expect(await sound(files)).toEqual([]);
  });
});

describe("MX927, MX936: version tables", () => {
  const two = (second: string, env = envPy({ metadata: "None", imports: "" })): Files => ({
    "alembic.ini": `[users]\nscript_location = users\nsqlalchemy.url = postgresql://db/app\n[orders]\nscript_location = orders\nsqlalchemy.url = ${second}\n`,
    "users/env.py": envPy({ metadata: "None", imports: "" }),
    "orders/env.py": env,
  });

  test("two histories in one", async () => {
    expect(await mistakesIn(two("postgresql://db/app"))).toEqual(["MX927 error alembic.ini"]);
  });

  test.each([
    ["another database", two("postgresql://db/orders")],
    [
      "a table of its own",
      two("postgresql://db/app", envPy({ metadata: "None", imports: "", options: ', version_table="v"' })),
    ],
    [
      "options that only Python knows",
      two("postgresql://db/app", envPy({ metadata: "None", imports: "", options: ", **options()" })),
    ],
    [
      "the placeholder of the template",
      { ...two("driver://user:pass@localhost/dbname"), "users/alembic.ini": "" },
    ],
  ])("not with %s", async (_, files) => {
    expect(await mistakesIn(files)).toEqual([]);
  });

  test("an option of the ini that env.py does not pass on", async () => {
    const ini =
      "[alembic]\nscript_location = migrations\nsqlalchemy.url = postgresql://db/app\nversion_table = mine\n";
    expect(await sound({ "alembic.ini": ini })).toEqual(["MX936 warning alembic.ini:4"]);
    const env = envPy({
      imports: "from app.base import Base\nimport app.models",
      options: ', version_table=config.get_main_option("version_table")',
    });
    expect(await sound({ "alembic.ini": ini, "migrations/env.py": env })).toEqual([]);
  });
});

describe("MX928: a URL of its own", () => {
  const env = (engine: string): Files => ({
    "migrations/env.py": `import os\nfrom alembic import context\nfrom sqlalchemy import create_engine\nimport app.models\nfrom app.base import Base\n\ntarget_metadata = Base.metadata\n${engine}\nwith engine.connect() as connection:\n    context.configure(connection=connection, target_metadata=target_metadata)\n`,
  });

  test.each([
    ["in the call", 'engine = create_engine("postgresql://app@db/app")'],
    ["in a constant", 'URL = "postgresql://app@db/app"\nengine = create_engine(URL)'],
    [
      "set over the config's",
      'context.config.set_main_option("sqlalchemy.url", "postgresql://db/app")\nengine = engine_from_config({})',
    ],
  ])("%s", async (_, engine) => {
    expect((await sound(env(engine))).map((one) => one.slice(0, 30))).toEqual([
      expect.stringMatching(/^MX928 error migrations\/env\.py/u),
    ]);
  });

  test.each([
    ["a default", 'engine = create_engine(os.environ.get("DATABASE_URL", "postgresql://db/app"))'],
    [
      "the config first",
      'engine = create_engine(context.config.get_main_option("sqlalchemy.url") or "postgresql://db/app")',
    ],
    [
      "another engine too",
      'if x:\n    engine = create_engine("sqlite://")\nelse:\n    engine = create_engine(settings.url)',
    ],
  ])("not with %s", async (_, engine) => {
    expect(await sound(env(engine))).toEqual([]);
  });
});

describe("MX929: swallowed failures", () => {
  const script = (...lines: readonly string[]): Files => ({
    "ci.sh": `#!/bin/bash\nset -e\n${lines.join("\n")}\n`,
  });

  test.each([
    ["a check that is excused", "alembic check || true"],
    ["an upgrade that is excused", 'docker compose exec -T api alembic upgrade head || echo "never mind"'],
    ["a count that is printed", "alembic heads | wc -l"],
    ["more than one", 'if [ "$(alembic heads | wc -l)" -gt 1 ]; then exit 1; fi'],
    [
      "more than one, by a variable",
      'n=$(uv run alembic heads | wc -l)\nif [ "$n" -gt 1 ]; then\n  exit 1\nfi',
    ],
    ["an upgrade into a log", "alembic upgrade head | tee upgrade.log"],
  ])("%s", async (_, lines) => {
    expect(await sound(script(lines))).toEqual(["MX929 error ci.sh:3"]);
  });

  test.each([
    ["exactly one", 'test "$(alembic heads | wc -l)" -eq 1', "notice"],
    ["one that fits", "alembic heads | grep -q abc123", "warning"],
  ])("less bad: %s", async (_, line, severity) => {
    expect(await sound(script(line))).toEqual([`MX929 ${severity} ci.sh:3`]);
  });

  test.each([
    ["alembic heads | wc -l", "it prints a number and never fails."],
    ["alembic heads | wc -l | grep -q 1", "`grep 1` passes for 1, 10, 21 … lines; when Alembic fails,"],
    ["alembic heads | wc -l | grep -qx 1", "when Alembic fails, its reason is lost"],
    ["alembic heads | wc -l | awk '$1 != 1 { exit 1 }'", "when Alembic fails, its reason is lost"],
  ])("the reason for %s", async (line, reason) => {
    const { mistakes } = await diagnosisOf(await folderOf({ ...SOUND, ...script(line) }));
    expect(mistakes.map(({ message }) => message)).toEqual([expect.stringContaining(reason)]);
  });

  test.each([
    ["pipefail", "set -o pipefail\nalembic upgrade head | tee upgrade.log"],
    ["a way out", "alembic check || { echo 'models have changed'; exit 1; }"],
    ["another command instead", "alembic check || alembic upgrade head"],
    ["good words that are looked for", "alembic current | grep '(head)'"],
    ["a revision that is read", "current=$(alembic current | awk '{print $1}')"],
    ["a comment", "# alembic check || true"],
    ["offline SQL into a file", "alembic upgrade head --sql > up.sql"],
  ])("not with %s", async (_, lines) => {
    expect(await sound(script(lines))).toEqual([]);
  });

  test("in CI, a Makefile and package.json; GitHub's bash has pipefail where it is asked for by name", async () => {
    const step = (shell: string): string =>
      `jobs:\n  t:\n    steps:\n      - run: echo postgres\n      - ${shell}run: |\n          set -e\n          alembic upgrade head | tee log\n`;
    expect(await sound({ ".github/workflows/a.yml": step("") })).toEqual([
      "MX929 error .github/workflows/a.yml:7",
    ]);
    expect(await sound({ ".github/workflows/a.yml": step("shell: bash\n        ") })).toEqual([]);
    expect(
      await sound({
        ".gitlab-ci.yml": "t:\n  script:\n    - echo postgres\n    - alembic upgrade head | tee log\n",
      }),
    ).toEqual([]);
    expect(await sound({ Makefile: "check:\n\t-alembic check\n" })).toEqual(["MX929 error Makefile:2"]);
    expect(
      await sound({ "package.json": '{\n  "scripts": {\n    "db": "alembic check || true"\n  }\n}\n' }),
    ).toEqual(["MX929 error package.json:3"]);
  });

  test("a job that only reports beside one that counts is none", async () => {
    const job = (name: string, more: string): string =>
      `  ${name}:\n${more}    steps:\n      - run: alembic upgrade head # postgres\n`;
    const report = job("report", "    continue-on-error: true\n");
    expect(
      await sound({ ".github/workflows/a.yml": `jobs:\n${report}      - run: echo postgres\n` }),
    ).toEqual(["MX929 error .github/workflows/a.yml:5"]);
    expect(
      await sound({
        ".github/workflows/a.yml": `jobs:\n${report}${job("real", "")}      - run: echo postgres\n`,
      }),
    ).toEqual([]);
  });
});

describe("MX930: models out of reach", () => {
  const shop = 'from app.base import Base\n\n\nclass Order(Base):\n    __tablename__ = "orders"\n';

  test("a module that nobody imports", async () => {
    expect(await sound({ "app/orders.py": shop })).toEqual(["MX930 error app/orders.py:4"]);
  });

  test.each([
    [
      "without a variable",
      envPy({ imports: "from app.base import Base" })
        .replace("target_metadata = Base.metadata\n", "")
        .replace("target_metadata=target_metadata", "target_metadata=Base.metadata"),
    ],
    [
      "through another name",
      envPy({ metadata: "metadata" }).replace(
        "config = context",
        "metadata = Base.metadata\nconfig = context",
      ),
    ],
    [
      "beside `importlib.metadata`",
      envPy({
        imports:
          "# importlib loads nothing here\nfrom importlib.metadata import version\nfrom app.base import Base",
      }),
    ],
  ])("metadata %s", async (_, env) => {
    expect(await sound({ "migrations/env.py": env })).toEqual(["MX930 error app/models.py:4"]);
  });

  test("tables that the base names", async () => {
    const base = `from sqlalchemy.orm import DeclarativeBase, declared_attr\n\n\nclass Base(DeclarativeBase):\n    @declared_attr.directive\n    def __tablename__(cls):\n        return cls.__name__.lower()\n`;
    const files = {
      "app/base.py": base,
      "app/models.py": "from app.base import Base\n\n\nclass A(Base):\n    pass\n",
      "migrations/env.py": envPy(),
    };
    expect(await sound(files)).toEqual(["MX930 error app/models.py:4"]);
  });

  test("no metadata beside models", async () => {
    expect(await sound({ "migrations/env.py": envPy({ metadata: "None", imports: "" }) })).toEqual([
      "MX930 error migrations/env.py:6",
    ]);
  });

  test.each([
    [
      "an import through a package",
      { "app/orders.py": shop, "app/models.py": `from app import orders\n${SOUND["app/models.py"] ?? ""}` },
    ],
    [
      "an import of all",
      { "app/orders.py": shop, "app/models.py": `from .orders import *\n${SOUND["app/models.py"] ?? ""}` },
    ],
    [
      "imports at run time",
      { "app/orders.py": shop, "app/models.py": `import pkgutil\n${SOUND["app/models.py"] ?? ""}` },
    ],
    [
      "another base",
      { "app/orders.py": shop.replace("from app.base import Base", "from other import Base") },
    ],
    ["an abstract class", { "app/orders.py": `${shop}    __abstract__ = True\n` }],
    ["models of the tests", { "tests/models.py": shop }],
  ])("not with %s", async (_, files) => {
    expect(await sound(files)).toEqual([]);
  });

  test("an import for type checkers alone does not reach it", async () => {
    const models = `from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from app import orders\n${SOUND["app/models.py"] ?? ""}`;
    expect(await sound({ "app/orders.py": shop, "app/models.py": models })).toEqual([
      "MX930 error app/orders.py:4",
    ]);
  });

  test("models of another target are its own", async () => {
    const target = (name: string): Files => ({
      [`${name}/env.py`]: envPy({ imports: `from app.base import Base\nimport app.${name}` }),
      [`app/${name}.py`]: shop.replaceAll("Order", name).replace("orders", name),
    });
    const ini =
      "[one]\nscript_location = one\nsqlalchemy.url = postgresql://db/one\n[two]\nscript_location = two\nsqlalchemy.url = postgresql://db/two\n";
    expect(
      await mistakesIn({
        "alembic.ini": ini,
        "app/base.py": SOUND["app/base.py"] ?? "",
        ...target("one"),
        ...target("two"),
      }),
    ).toEqual([]);
  });
});

describe("MX931, MX932: folders and heads", () => {
  test("a folder that is not there", async () => {
    const ini = `${SOUND["alembic.ini"] ?? ""}version_locations = migrations/version migrations/versions\n`;
    expect(await sound({ "alembic.ini": ini })).toEqual(["MX931 error alembic.ini:5"]);
  });

  test("`upgrade head` for two heads", async () => {
    const files = {
      "migrations/versions/b1.py": revision("b1", "a1"),
      "migrations/versions/b2.py": revision("b2", "a1"),
    };
    expect(await sound({ ...files, "deploy.sh": "alembic upgrade head\n" })).toEqual([
      "MX932 error deploy.sh:1",
    ]);
    expect(
      await sound({ ...files, "deploy.sh": "alembic upgrade heads\nalembic -n other upgrade head\n" }),
    ).toEqual([]);
    expect(await sound({ "deploy.sh": "alembic upgrade head\n" })).toEqual([]);
  });
});

describe("MX933 to MX935: options of env.py", () => {
  const imports = "from logging.config import fileConfig\nfrom app.base import Base\nimport app.models";

  test("loggers that fall silent, where the application migrates in its own process", async () => {
    const env = envPy({ imports: `${imports}\nfileConfig(context.config.config_file_name)` });
    expect(await sound({ "migrations/env.py": env })).toEqual([]);
    expect(await sound({ "migrations/env.py": env, "app/main.py": STARTUP })).toEqual([
      "MX924 notice app/main.py:8",
      "MX933 notice migrations/env.py:6",
    ]);
    const kept = env.replace("config_file_name)", "config_file_name, disable_existing_loggers=False)");
    expect(await sound({ "migrations/env.py": kept, "app/main.py": STARTUP })).toEqual([
      "MX924 notice app/main.py:8",
    ]);
  });

  test("constraints without a name", async () => {
    const file = {
      "migrations/versions/a2.py": revision(
        "a2",
        "a1",
        '    op.create_unique_constraint(None, "users", ["name"])',
      ),
    };
    expect(await sound(file)).toEqual(["MX934 notice migrations/versions/a2.py:10"]);
    const base = `${SOUND["app/base.py"] ?? ""}    metadata = MetaData(naming_convention={})\n`;
    expect(await sound({ ...file, "app/base.py": base })).toEqual([]);
  });

  test("types that are not compared", async () => {
    expect(await sound({ "migrations/env.py": envPy({ imports, options: ", compare_type=False" }) })).toEqual(
      ["MX935 warning migrations/env.py:14"],
    );
    expect(await sound({ "migrations/env.py": envPy({ imports, options: ", compare_type=True" }) })).toEqual(
      [],
    );
  });
});
