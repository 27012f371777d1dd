import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { testPython } from "../python.ts";
import { MAJORS, openPool } from "../server/test-pool.ts";
import { checksIn, copyFixture, type Project, told } from "./run-fixture.ts";

const URL = "postgresql://app@localhost/app";

/** The fixture `linear` with an env.py that fails unless a statement of Python holds. */
async function linearThatAsserts(statement: string): Promise<Project> {
  const project = await copyFixture("linear");
  const env = await project.read("migrations/env.py");
  await project.write("migrations/env.py", `${env}\n\nimport os, sys\n${statement}\n`);
  return project;
}

/** A green run proves that env.py found what the key of the target says. */
async function passes(project: Project, target: Readonly<Record<string, unknown>>, flags = {}) {
  await project.write("migrun.config.json", JSON.stringify({ targets: { alembic: target } }));
  const ran = await project.run({ flags });
  expect(told(ran.target("alembic").findings)).toBe("");
  expect(ran.report.exitCode).toBe(0);
  return ran;
}

it("env and envFile: both reach env.py, and env wins", async () => {
  await using project = await linearThatAsserts(
    'assert (os.environ["A"], os.environ["B"], os.environ["C"]) == ("1", "two words", "3")',
  );
  await project.write("checks.env", 'A=0\nB="two words" # said twice\n');
  await project.write("more.env", "C=3\n");
  await passes(project, { env: { A: 1 }, envFile: ["checks.env", "more.env"] });
});

it.each(["envFile", "bootstrap"])("%s: one that is not there stops its own target alone", async (key) => {
  await using project = await copyFixture("linear");
  const ini = await project.read("alembic.ini");
  await project.write(
    "alembic.ini",
    `${ini}\n[other]\nscript_location = migrations\nsqlalchemy.url = ${URL}\n`,
  );
  await project.write("migrun.config.json", JSON.stringify({ targets: { other: { [key]: ["gone.txt"] } } }));
  const ran = await project.run();
  expect(ran.report).toMatchObject({ exitCode: 2, summary: { targets: 2, passed: 1, failed: 1 } });
  expect(checksIn(ran.target("other"))).toMatchObject({
    heads: "passed",
    upgrade: "failed",
    roundtrip: "skipped: see the check before",
  });
  expect(ran.target("other").findings).toMatchObject([
    {
      code: "MX916",
      check: "upgrade",
      file: "gone.txt",
      message: `The ${key} gone.txt cannot be read.`,
      hint: `Correct \`${key}\` in the configuration; paths are relative to the file that names them.`,
    },
  ]);
});

it("envFile: one that is not there stops what asks Python for a header", async () => {
  await using project = await copyFixture("computed-header");
  await project.write(
    "migrun.config.json",
    JSON.stringify({ targets: { alembic: { envFile: "gone.env" } } }),
  );
  const ran = await project.run({ command: "heads" });
  expect(ran.report.exitCode).toBe(2);
  expect(told(ran.target().findings)).toContain("MX916 config-unreadable error (heads) gone.env");
});

it("x: Alembic's -x arguments", async () => {
  await using project = await linearThatAsserts(
    'assert context.get_x_argument(as_dictionary=True) == {"tenant": "acme", "dry": "no"}',
  );
  await passes(project, { x: ["tenant=acme", "dry=no"] });
});

it("cwd: where env.py runs, and relative locations resolve", async () => {
  await using project = await linearThatAsserts('assert os.path.basename(os.getcwd()) == "service"');
  const { folder } = project;
  await mkdir(join(folder, "service"));
  for (const moved of ["migrations", "app"])
    await rename(join(folder, moved), join(folder, "service", moved));
  await passes(project, { config: "alembic.ini", cwd: "service" });
});

it("python: the interpreter of this target, whatever the others use", async () => {
  await using project = await copyFixture("linear");
  const config = { python: "no-such-python", targets: { alembic: { python: testPython } } };
  await project.write("migrun.config.json", JSON.stringify(config));
  const ran = await project.run({ flags: { python: null } });
  expect(ran.report).toMatchObject({ exitCode: 0, summary: { passed: 1 } });
});

it("server: the server of this target alone", async () => {
  await using pool = await openPool({ size: 1 });
  await using lease = await pool.lease("test", new AbortController().signal);
  const { host, port, user, password } = lease.endpoint;
  await using project = await copyFixture("linear");
  const ran = await passes(project, {
    server: `postgresql://${user}:${encodeURIComponent(password)}@${host}:${port}/postgres`,
  });
  expect(ran.report.versions.postgres).toBe(lease.version);
  expect(JSON.stringify(ran)).not.toContain(password);
});

it.runIf(MAJORS.length > 1)("postgres: the major version of this target's server", async () => {
  await using project = await copyFixture("linear");
  const ran = await passes(project, { postgres: 16 }, { postgres: null });
  expect(ran.report.versions.postgres).toMatch(/^16\./u);
});
