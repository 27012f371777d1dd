import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, watch } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { startBridge } from "../../src/bridge/start-bridge.ts";
import { testPython } from "../python.ts";
import {
  createProject,
  listen,
  openTarget,
  patient,
  revision,
  testBridge,
  toHeads,
  type Project,
} from "./project.ts";
import { isRunning, startTestServer } from "./two-servers.ts";

/** env.py that leaves a grandchild in a session of its own, writes all pids down, and hangs. */
const HANGS = `
import os, subprocess, sys, time
daemon = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"], start_new_session=True)
with open("pids.tmp", "w") as file:
    file.write("%d %d %d" % (os.getppid(), os.getpid(), daemon.pid))
os.rename("pids.tmp", "pids")
time.sleep(1000)
`;

async function pidsOf(project: Project): Promise<number[]> {
  const file = join(project.folder, "pids");
  const changes = watch(project.folder);
  if (!existsSync(file)) {
    for await (const _ of changes) if (existsSync(file)) break;
  }
  return (await readFile(file, "utf8")).split(" ").map(Number);
}

async function gone(pids: readonly number[]): Promise<void> {
  await expect.poll(() => pids.filter(isRunning), { timeout: 10_000 }).toEqual([]);
}

test("over its time: the whole process group is ended, and what ran is told", async () => {
  await using server = await startTestServer();
  await using bridge = await testBridge();
  await using project = await createProject({
    "migrations/versions/a1.py": revision("a1", null, `op.execute("CREATE TABLE t ()")`),
    "migrations/versions/b2.py": revision("b2", "a1", `op.execute("SELECT pg_sleep(1000)")`),
  });
  await using target = openTarget(bridge, project, listen(server));
  await target.request("script", {}, patient());
  const answer = await target.request("upgrade", toHeads, patient(5000));
  expect(answer.ok ? null : answer.error).toMatchObject({
    kind: "timed-out",
    message: "Not finished within 5 s",
    revision: "b2",
    statement: "SELECT pg_sleep(1000)",
    runs: [{ revisions: ["a1"] }],
  });
  const after = await target.request("script", {}, patient());
  expect(after.ok && after.value.scriptDirectory).toBe(join(project.folder, "migrations"));
});

test("cancelled: everything it started is gone when the answer is there", async () => {
  await using bridge = await testBridge();
  await using project = await createProject({ "migrations/env.py": HANGS });
  await using target = openTarget(bridge, project, listen(null));
  const stop = new AbortController();
  const answer = target.request("upgrade", toHeads, { timeoutMs: 60_000, signal: stop.signal });
  const [, child, daemon] = await pidsOf(project);
  stop.abort();
  expect(await answer).toMatchObject({ ok: false, error: { kind: "cancelled" } });
  expect([child!, daemon!].filter(isRunning)).toEqual([]);
});

test.each(["auto", "spawn"] as const)(
  "disposing while env.py hangs ends all processes (%s)",
  async (mode) => {
    await using project = await createProject({ "migrations/env.py": HANGS });
    const bridge = await testBridge({ mode });
    const target = openTarget(bridge, project, listen(null));
    const answer = target.request("upgrade", toHeads, patient());
    const pids = await pidsOf(project);
    await bridge[Symbol.asyncDispose]();
    expect(await answer).toMatchObject({ ok: false, error: { kind: "process-ended" } });
    await gone(pids);
  },
);

test("kill -9 of Node leaves no process and no folder", async () => {
  await using project = await createProject({ "migrations/env.py": HANGS });
  const source = fileURLToPath(new URL("hold-bridge.ts", import.meta.url));
  const node = spawn(
    process.execPath,
    ["--conditions=@migrun/source", "--import", "tsx", source, project.folder, testPython],
    { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, TMPDIR: project.folder } },
  );
  const pids = await pidsOf(project);
  expect(pids.filter(isRunning)).toHaveLength(3);
  node.kill("SIGKILL");
  await gone(pids);
  await expect.poll(async () => (await project.files()).filter((name) => name.includes("door"))).toEqual([]);
});

test("a revision that kills its parent: the next request gets a new interpreter", async () => {
  await using bridge = await testBridge();
  await using project = await createProject({
    "migrations/env.py": `import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nimport time\ntime.sleep(1000)\n`,
  });
  await using target = openTarget(bridge, project, listen(null));
  expect(await target.request("upgrade", toHeads, patient())).toMatchObject({
    ok: false,
    error: { kind: "process-ended" },
  });
  expect(await target.request("script", {}, patient())).toMatchObject({ ok: true });
});

test.each([
  { mode: "spawn", transport: "unix" },
  { mode: "auto", transport: "tcp" },
] as const)("$mode over $transport works as well", async (options) => {
  await using server = await startTestServer();
  await using bridge = await testBridge(options);
  await using project = await createProject({
    "migrations/versions/a1.py": revision("a1", null, `print("hello")\nop.execute("CREATE TABLE t ()")`),
  });
  const heard = listen(server);
  await using target = openTarget(bridge, project, heard);
  const answer = await target.request("upgrade", toHeads, patient());
  expect(answer.ok && answer.value.runs[0]!.revisions).toEqual(["a1"]);
  expect(heard.output.stdout).toBe("hello\n");
});

test("models of the same name in two services never meet", async () => {
  await using server = await startTestServer();
  await using bridge = await testBridge();
  const service = (name: string) =>
    createProject({
      "models.py": `NAME = "${name}"\n`,
      "migrations/versions/a1.py": revision("a1", null, `import models\nprint(models.NAME)`),
    });
  await using first = await service("users");
  await using second = await service("billing");
  const heard = [listen(server), listen(server)] as const;
  await using one = openTarget(bridge, first, heard[0]);
  await using two = openTarget(bridge, second, heard[1]);
  await Promise.all([one, two].map((target) => target.request("upgrade", toHeads, patient())));
  expect(heard.map(({ output }) => output.stdout)).toEqual(["users\n", "billing\n"]);
});

test("what cannot start says what to do", async () => {
  const signal = new AbortController().signal;
  const start = async (python: string, env = {}) => {
    const started = await startBridge({ python, env, signal });
    if (started.ok) throw new Error("expected a failure");
    return started.error;
  };
  expect(await start("/nowhere/python")).toMatchObject({ kind: "cannot-start" });
  expect((await start("/usr/bin/false")).kind).toBe("cannot-start");
  await using shadow = await createProject({
    "alembic/__init__.py": "raise ImportError('broken alembic')\n",
  });
  const error = await start(testPython, { PYTHONPATH: shadow.folder });
  expect(error).toMatchObject({ kind: "no-alembic", hint: expect.stringContaining("-m pip install") });
});

test("script and headers are read without env.py", async () => {
  await using bridge = await testBridge();
  await using project = await createProject({
    "migrations/env.py": "raise SystemExit('not wanted')\n",
    "migrations/versions/a1.py": revision("a1", null, "pass"),
    "migrations/versions/b2.py": `"""words\n\nmore"""\nrevision = "b" + str(2)\ndown_revision = ("a1",)\nbranch_labels = ("lib",)\ndepends_on = None\ndef upgrade(): pass\n`,
    "broken.py": "1/0\n",
  });
  await using target = openTarget(bridge, project, listen(null));
  const script = await target.request("script", {}, patient());
  expect(script).toEqual({
    ok: true,
    value: {
      statements: [],
      scriptDirectory: join(project.folder, "migrations"),
      versionLocations: [join(project.folder, "migrations/versions")],
    },
  });
  const files = ["migrations/versions/b2.py", "broken.py"].map((name) => join(project.folder, name));
  const headers = await target.request("headers", { files }, patient());
  expect(headers.ok && headers.value.headers).toEqual([
    {
      file: files[0],
      revision: "b2",
      down: ["a1"],
      labels: ["lib"],
      dependsOn: [],
      doc: "words",
      error: null,
    },
    expect.objectContaining({ file: files[1], revision: null, error: "ZeroDivisionError: division by zero" }),
  ]);
});

test("exit handlers of env.py run", async () => {
  await using bridge = await testBridge();
  await using project = await createProject({
    "migrations/env.py": `import atexit\natexit.register(lambda: open("bye", "w").close())\n`,
  });
  {
    await using target = openTarget(bridge, project, listen(null));
    await target.request("upgrade", toHeads, patient());
  }
  expect(await project.files()).toContain("bye");
});
