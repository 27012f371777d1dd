import { describe, expect, test } from "vitest";
import { MigrunError } from "@migrun/core";
import { fakeEngine } from "../test/fake-engine.ts";
import { createFakeIo } from "../test/fake-io.ts";
import type { FakeIo, FakeLook } from "../test/fake-io.ts";
import { check, greenReport, redReport, reportOf, target } from "../test/sample-reports.ts";
import type { Engine, ExecRequest, RunRequest } from "./engine.ts";
import { main } from "./main.ts";

interface Ended extends FakeIo {
  readonly exitCode: number;
}

async function migrun(line: string, engine: Partial<Engine> = {}, look: FakeLook = {}): Promise<Ended> {
  const fake = createFakeIo(look);
  const argv = line.split(" ").filter((word) => word !== "");
  const exitCode = await main(argv, { io: fake.io, loadEngine: fakeEngine(engine) });
  expect(fake.pending(), "timers and exit callbacks are taken back").toBe(0);
  return { ...fake, exitCode };
}

const green: Partial<Engine> = { runAll: () => Promise.resolve(greenReport()) };
const red: Partial<Engine> = { runAll: () => Promise.resolve(redReport()) };

describe("help and version need nothing", () => {
  test.each(["--help", "-h", "help", "--help all", "-h --nonsense"])("migrun %s", async (line) => {
    const { exitCode, out, err } = await migrun(line);
    expect([exitCode, err()]).toEqual([0, ""]);
    expect(out()).toContain("Most needed:\n  all  ");
    expect(
      Math.max(
        ...out()
          .split("\n")
          .map((row) => row.length),
      ),
    ).toBeLessThanOrEqual(80);
  });

  test.each(["help drift", "drift --help", "drift -h", "drift users --strict --help", "help drift --help"])(
    "migrun %s",
    async (line) => {
      const { exitCode, out } = await migrun(line);
      expect(exitCode).toBe(0);
      expect(out()).toContain("migrun drift [names...] [options]\n\nModels and migrated schema agree.");
    },
  );

  test.each(["help server", "server --help", "server install --help", "help server install"])(
    "migrun %s",
    async (line) => {
      expect((await migrun(line)).out()).toContain("migrun server install MAJOR [options]");
    },
  );

  test.each(["--version", "-V"])("migrun %s", async (line) => {
    expect((await migrun(line)).out()).toBe("0.0.0\n");
  });

  test("the help of a command behind -- is that command's", async () => {
    const commands: ExecRequest[] = [];
    const exec: Engine["exec"] = (request) => {
      commands.push(request);
      return Promise.resolve({ kind: "ended", exitCode: 7 });
    };
    const { exitCode, out } = await migrun("exec users -- pytest --help", { exec });
    expect([exitCode, out()]).toEqual([7, ""]);
    expect(commands[0]).toMatchObject({ name: "users", command: ["pytest", "--help"] });
  });

  test.each(["help quik", "quik --help", "help heads all"])("migrun %s is refused", async (line) => {
    const { exitCode, err } = await migrun(line);
    expect(exitCode).toBe(2);
    expect(err()).toContain("migrun: unknown command: ");
  });
});

describe("a run", () => {
  test("prints the report and gives its exit code", async () => {
    expect((await migrun("all", green)).exitCode).toBe(0);
    const { exitCode, out } = await migrun("all", red);
    expect(exitCode).toBe(3);
    expect(out()).toMatch(/^target +head +revisions/);
  });

  test("hands the request over as it was given", async () => {
    const requests: RunRequest[] = [];
    const runAll: Engine["runAll"] = (request) => {
      requests.push(request);
      return Promise.resolve(greenReport());
    };
    await migrun("all users --only drift,heads --strict --postgres 16", { runAll }, { env: { A: "1" } });
    expect(requests).toEqual([
      {
        command: "all",
        checks: ["heads", "drift"],
        names: ["users"],
        cwd: "/repo",
        env: { A: "1" },
        flags: {
          config: null,
          server: null,
          postgres: 16,
          jobs: null,
          python: null,
          since: null,
          changed: false,
          allRevisions: null,
          strict: true,
          allRules: false,
          assumeLockTimeout: null,
          isolation: null,
          keep: false,
          from: null,
          timeout: null,
        },
      },
    ]);
    await migrun("quick", { runAll });
    expect(requests[1]?.checks).toEqual(["heads", "files"]);
  });

  test("--only and --skip must leave something", async () => {
    const { exitCode, err } = await migrun("all --only sql --skip sql", green);
    expect([exitCode, err()]).toEqual([
      2,
      "migrun: --only and --skip leave no check to run\nLeave at least one of heads, files, upgrade, lint, sql, drift, roundtrip.\n",
    ]);
  });

  test("json is one document", async () => {
    const { out } = await migrun("all --format json", red);
    expect(JSON.parse(out())).toEqual(redReport());
  });

  test("--quiet says nothing while all is well, and everything when it is not", async () => {
    const well = await migrun("all --quiet", green);
    expect([well.out(), well.err()]).toEqual(["", ""]);
    expect((await migrun("all --quiet", red)).out()).toContain("MC501");
    expect(JSON.parse((await migrun("all --quiet --format json", green)).out())).toEqual(greenReport());
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s still prints what is known", async (signal, code) => {
    const fake = createFakeIo();
    const runAll: Engine["runAll"] = () => {
      fake.interrupt(signal);
      return Promise.resolve(greenReport());
    };
    const exitCode = await main(["all", "--format", "json"], {
      io: fake.io,
      loadEngine: fakeEngine({ runAll }),
    });
    expect(exitCode).toBe(code);
    expect(JSON.parse(fake.out())).toEqual({ ...greenReport(), ok: false, exitCode: code });
  });

  test("interrupted before there was anything to know", async () => {
    const fake = createFakeIo();
    const runAll: Engine["runAll"] = () => {
      fake.interrupt("SIGTERM");
      return Promise.reject(new Error("aborted"));
    };
    const exitCode = await main(["all", "--format=json"], {
      io: fake.io,
      loadEngine: fakeEngine({ runAll }),
    });
    expect(exitCode).toBe(143);
    expect(fake.err()).toBe("migrun: interrupted; everything of this run was cleaned up\n");
    expect(JSON.parse(fake.out())).toMatchObject({ ok: false, exitCode: 143, problems: [], targets: [] });
  });
});

describe("errors", () => {
  const unknownName = new MigrunError("no target is called usres at postgresql://me:s3cret@h/d", {
    code: "MIGRUN_TARGET_UNKNOWN",
    exitCode: 2,
    hint: "Did you mean users?",
    details: ["first \u001B[31mdetail", "second detail"],
  });

  test("an expected one says what to do, without secrets and control characters", async () => {
    const { exitCode, out, err } = await migrun("all", { runAll: () => Promise.reject(unknownName) });
    expect([exitCode, out()]).toEqual([2, ""]);
    expect(err()).toBe(
      "migrun: no target is called usres at postgresql://me:***@h/d\n  first \\x1b[31mdetail\n  second detail\nDid you mean users?\n",
    );
  });

  test("with --format json it is one document as well", async () => {
    const { exitCode, out, err } = await migrun("all --format json", {
      runAll: () => Promise.reject(unknownName),
    });
    expect(exitCode).toBe(2);
    expect(err()).toContain("Did you mean users?");
    expect(JSON.parse(out())).toMatchObject({
      ok: false,
      exitCode: 2,
      command: "all",
      problems: [{ code: "MIGRUN_TARGET_UNKNOWN", rule: "target-unknown", hint: "Did you mean users?" }],
      targets: [],
    });
    expect(out()).not.toContain("s3cret");
  });

  test("a command line that cannot be read answers in JSON too", async () => {
    const { exitCode, out } = await migrun("all --strit --format json");
    expect(exitCode).toBe(2);
    expect(JSON.parse(out())).toMatchObject({ exitCode: 2, problems: [{ code: "MIGRUN_USAGE" }] });
  });

  test("what stands behind -- is not ours", async () => {
    const reject = (): Promise<never> => Promise.reject(unknownName);
    const line = "exec users -- tool --format json --report json=x.json --color -v";
    const { exitCode, out, err } = await migrun(line, { exec: reject });
    expect([exitCode, out()]).toEqual([2, ""]);
    expect(err()).toMatch(/^migrun: no target is called usres/);
  });

  test("anything else is a bug, its stack is for those who ask", async () => {
    const bug = { runAll: () => Promise.reject(new TypeError("x is not a function")) };
    const short = await migrun("all", bug);
    expect([short.exitCode, short.out()]).toEqual([70, ""]);
    expect(short.err()).toMatchInlineSnapshot(`
      "migrun: a bug in migrun 0.0.0: x is not a function
      Please report it with the command line and the output of migrun version.
      The same command with -v prints where it happened.
      "
    `);
    expect((await migrun("all -v", bug)).err()).toMatch(/TypeError: x is not a function\n\s+at /);
    expect((await migrun("all", bug, { env: { MIGRUN_DEBUG: "1" } })).err()).toMatch(/\n\s+at /);
    expect(JSON.parse((await migrun("all --format json", bug)).out())).toMatchObject({ exitCode: 70 });
  });

  test("a secret of the environment is in no message, nor in a stack", async () => {
    const env = { DATABASE_URL: "postgresql://me:Zq9!canary@h/d" };
    const { err } = await migrun(
      "all -v",
      { runAll: () => Promise.reject(new Error("saw Zq9!canary")) },
      { env },
    );
    expect(err()).toContain("saw ***");
    expect(err()).not.toContain("canary");
  });
});

describe("heads --format value", () => {
  test("prints just the ids", async () => {
    const report = reportOf([target("b", { heads: ["b1"] }), target("a", { heads: ["a2", "a1"] })]);
    const { exitCode, out, err } = await migrun("heads --format value", {
      runAll: () => Promise.resolve(report),
    });
    expect([exitCode, out(), err()]).toEqual([0, "a1\na2\nb1\n", ""]);
  });

  test("what is wrong goes to stderr", async () => {
    const { exitCode, out, err } = await migrun("heads --format value", red);
    expect([exitCode, out().split("\n").length]).toEqual([3, 7]);
    expect(err()).toContain("MG001");
  });
});

describe("sql", () => {
  const withSql = (name: string, sql: string) =>
    target(name, { checks: [check("sql", "passed", { data: { sql } })] });

  test("of one target is SQL and nothing else", async () => {
    const report = reportOf([withSql("users", "BEGIN;\nCOMMIT;")]);
    const { out, err } = await migrun("sql users --quiet", { runAll: () => Promise.resolve(report) });
    expect([out(), err()]).toEqual(["BEGIN;\nCOMMIT;\n", ""]);
  });

  test("of several stands below their names", async () => {
    const report = reportOf([withSql("users\nDROP", "SELECT 1;\n"), withSql("a", "SELECT '\u001B';\n")]);
    const { out } = await migrun("sql", { runAll: () => Promise.resolve(report) });
    expect(out()).toBe("-- target: a\nSELECT '\u001B';\n\n-- target: users DROP\nSELECT 1;\n");
    const shown = await migrun("sql", { runAll: () => Promise.resolve(report) }, { terminal: true });
    expect(shown.out()).toContain("SELECT '\\x1b';\n");
  });

  test("what went wrong goes to stderr", async () => {
    const { exitCode, out, err } = await migrun("sql", red);
    expect([exitCode, out()]).toEqual([3, ""]);
    expect(err()).toContain("MX905");
  });
});

describe("the other commands", () => {
  test("exec without a database reports on stderr", async () => {
    const exec: Engine["exec"] = () => Promise.resolve({ kind: "not-ready", report: redReport() });
    const { exitCode, out, err } = await migrun("exec orders -- true", { exec });
    expect([exitCode, out()]).toEqual([3, ""]);
    expect(err()).toContain("MX905");
  });

  test("config shows values and origins", async () => {
    const config: Engine["config"] = () =>
      Promise.resolve({
        files: ["migrun.config.yaml"],
        entries: [
          { path: "jobs", value: 4, origin: "flag --jobs" },
          { path: "server", value: "embedded", origin: "default" },
          { path: "targets.users.x", value: ["a=b"], origin: "migrun.config.yaml" },
        ],
      });
    expect((await migrun("config", { config })).out()).toMatchInlineSnapshot(`
      "# from migrun.config.yaml
      jobs: 4                   # flag --jobs
      server: embedded          # default
      targets.users.x: ["a=b"]  # migrun.config.yaml
      "
    `);
    expect(JSON.parse((await migrun("config --format json", { config })).out())).toMatchObject({
      schemaVersion: 1,
      files: ["migrun.config.yaml"],
    });
  });

  test("version lists what was found", async () => {
    const versions: Engine["versions"] = () =>
      Promise.resolve({ python: "3.12.4", alembic: null, sqlalchemy: null, postgres: "17.10" });
    expect((await migrun("version", { versions })).out()).toMatchInlineSnapshot(`
      "migrun      0.0.0
      node        20.20.2
      python      3.12.4
      alembic     not found
      sqlalchemy  not found
      postgres    17.10
      "
    `);
    expect(JSON.parse((await migrun("version --format json", { versions })).out())).toEqual({
      schemaVersion: 1,
      versions: {
        migrun: "0.0.0",
        node: "20.20.2",
        python: "3.12.4",
        alembic: null,
        sqlalchemy: null,
        postgres: "17.10",
      },
    });
  });

  test("server install takes a major version", async () => {
    const installServer: Engine["installServer"] = (major) =>
      Promise.resolve({ version: `${major}.9`, directory: "~/.cache/migrun/16" });
    expect((await migrun("server install 16", { installServer })).out()).toBe(
      "Postgres 16.9 is installed: ~/.cache/migrun/16\n",
    );
    expect((await migrun("server install 13", { installServer })).err()).toBe(
      "migrun: no such major version of Postgres: 13\nGive a number from 14 to 18.\n",
    );
  });

  test("gc names what it removed", async () => {
    const removed = (names: string[]): Partial<Engine> => ({ collectGarbage: () => Promise.resolve(names) });
    expect((await migrun("gc", removed([]))).out()).toBe("nothing was left behind\n");
    expect((await migrun("gc", removed(["database migrun_x"]))).out()).toBe(
      "removed database migrun_x\n1 leftover removed\n",
    );
  });
});
