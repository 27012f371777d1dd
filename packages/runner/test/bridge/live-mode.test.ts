import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openPrivateDoor } from "../../src/bridge/private-door.ts";
import { startZygote, type Zygote } from "../../src/bridge/zygote.ts";
import { TargetProcess } from "../../src/bridge/target-process.ts";
import { createProject, type Project, revision } from "./project.ts";
import { testPython } from "../python.ts";
import { startTestServer, type TestServer } from "./two-servers.ts";

// What checks start must never serve a live database, and what deploys start must never run a check.
let server: TestServer;
let project: Project;
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  server = await startTestServer();
  await server.createDatabase("production");
  const { host, port, user, password } = server.endpoint;
  const url = `postgresql+psycopg2://${user}:${password}@${host}:${port}/production`;
  project = await createProject(
    { "migrations/versions/a.py": revision("a", null, 'op.execute("CREATE TABLE t (id int)")') },
    url,
  );
});
afterAll(async () => {
  for (const close of closing.toReversed()) await close();
  await project?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

async function start(purpose: "check" | "live"): Promise<Zygote> {
  const door = await openPrivateDoor("unix");
  closing.push(async () => await door[Symbol.asyncDispose]());
  const started = await startZygote(door, {
    python: testPython,
    env: { PATH: process.env["PATH"] ?? "" },
    flags: [],
    cwd: project.folder,
    mode: "auto",
    timeoutMs: 60_000,
    signal: new AbortController().signal,
    purpose,
  });
  if (!started.ok) throw new Error(started.error.message);
  closing.push(async () => await started.value[Symbol.asyncDispose]());
  return started.value;
}

/** Opens a process with a mode, whatever it was started for, and asks it for an operation. */
async function ask(zygote: Zygote, mode: "live" | undefined, operation: string): Promise<unknown[]> {
  const running = new TargetProcess(zygote, {
    onEvent: () => {},
    onOutput: () => {},
    onDatabase: async () => ({ kind: "refused", reason: "a test" }),
  });
  const open = {
    target: "test",
    iniFile: `${project.folder}/alembic.ini`,
    tomlFile: null,
    section: "alembic",
    cwd: project.folder,
    scriptLocation: null,
    x: [],
    url: null,
    env: { PATH: process.env["PATH"] ?? "" },
    own: null,
    foreign: "redirect",
    ...(mode === undefined ? {} : { mode }),
  };
  const record = { add: () => {} };
  const request = {
    runId: "0a1b2c3d",
    lockUrl: null,
    lockScope: "database",
    lockTimeoutMs: 1000,
    pollMs: 100,
    expectHost: null,
    statementLockTimeoutMs: 3000,
    idleInTransactionTimeoutMs: 60_000,
    direction: "upgrade",
    to: "heads",
    heads: 1,
    step: false,
    record: false,
    snapshotSql: null,
    release: null,
  };
  const opened = await running.call("open", open, record);
  const asked = await running.call(operation, request, record);
  await running.close();
  return [opened, asked];
}

const tables = (): Promise<Record<string, unknown>[]> =>
  server.query("production", "SELECT tablename FROM pg_tables WHERE schemaname = 'public'");

describe("the mode of a process", () => {
  test("what was started for checks refuses to be opened live, knows no deploy, and reaches no live database", async () => {
    const zygote = await start("check");
    const [opened, deployed] = await ask(zygote, "live", "deploy");
    expect(opened).toMatchObject({ error: { kind: "isolation" } });
    expect(deployed).toHaveProperty("error");
    for (const operation of ["deploy", "look", "preview", "upgrade"]) {
      const [, answer] = await ask(zygote, undefined, operation);
      expect(answer, operation).toHaveProperty("error");
    }
    expect(await tables()).toEqual([]);
  });

  test("what was started for live databases refuses to be opened for a check, and knows no check", async () => {
    const zygote = await start("live");
    const [opened] = await ask(zygote, undefined, "upgrade");
    expect(opened).toMatchObject({ error: { kind: "isolation" } });
    const [live, upgraded] = await ask(zygote, "live", "upgrade");
    expect(live).toHaveProperty("result");
    expect(upgraded).toHaveProperty("error");
    expect(await tables()).toEqual([]);
    const [, deployed] = await ask(zygote, "live", "deploy");
    expect(deployed).toMatchObject({ result: { reason: null, error: null, plans: [["a"]] } });
    expect((await tables()).length).toBe(2);
  });
});
