import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Bridge } from "../../src/bridge/bridge.ts";
import { createProject, ENV_PY, listen, openTarget, patient, revision, testBridge } from "./project.ts";

let bridge: Bridge;

beforeAll(async () => {
  bridge = await testBridge();
});

afterAll(() => bridge[Symbol.asyncDispose]());

const versions = {
  "migrations/versions/a1.py": revision("a1", null, `op.create_table("t", sa.Column("id", sa.Integer))`),
  "migrations/versions/b2.py": revision("b2", "a1", `op.execute("INSERT INTO t VALUES (1)")`),
};

async function offline(files: Record<string, string>, from: string | null) {
  await using project = await createProject({ ...versions, ...files });
  const before = await project.files();
  const heard = listen(null);
  await using target = openTarget(bridge, project, heard);
  const answer = await target.request("offline", { from, to: "heads" }, patient());
  expect(await project.files()).toEqual(before);
  expect(heard.asked).toEqual([]);
  const kept =
    files["out.sql"] === undefined ? null : await readFile(join(project.folder, "out.sql"), "utf8");
  return { answer, heard, kept };
}

test("from base, and from a revision", async () => {
  const { answer: all, heard } = await offline({}, null);
  if (!all.ok) throw new Error(JSON.stringify(all.error));
  expect(all.value.outputs).toHaveLength(1);
  expect(all.value.outputs[0]!.engineName).toBeNull();
  expect(all.value.outputs[0]!.sql).toMatch(
    /^BEGIN;[\s\S]*CREATE TABLE t[\s\S]*INSERT INTO t VALUES \(1\);[\s\S]*COMMIT;/,
  );
  expect(all.value.runs).toEqual([expect.objectContaining({ database: null, revisions: ["a1", "b2"] })]);
  expect(heard.output.stdout).toBe("");

  const { answer: part } = await offline({}, "a1");
  if (!part.ok) throw new Error(JSON.stringify(part.error));
  expect(part.value.outputs[0]!.sql).not.toContain("CREATE TABLE t");
  expect(part.value.outputs[0]!.sql).toContain("INSERT INTO t VALUES (1)");
});

test("files that env.py writes are collected, lines of its own included, and leave the folder alone", async () => {
  const env = ENV_PY.replace(
    "def run_offline():",
    `import pathlib
def run_offline():
    pathlib.Path("log.txt").write_text("noise")
    assert pathlib.Path("log.txt").read_text() == "noise"
    with open("out.sql", "w") as buffer:
        buffer.write("SET lock_timeout = '1s';\\n")
        buffer.flush()
        context.configure(url="postgresql://", output_buffer=buffer)
        with context.begin_transaction():
            context.run_migrations()
def unused():`,
  );
  const { answer, kept } = await offline({ "migrations/env.py": env, "out.sql": "precious" }, null);
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  expect(kept).toBe("precious");
  expect(answer.value.outputs[0]!.sql).toMatch(/^SET lock_timeout = '1s';\nBEGIN;[\s\S]*COMMIT;/);
});

test("a revision that needs a connection is named", async () => {
  const { answer } = await offline(
    {
      "migrations/versions/c3.py": revision(
        "c3",
        "b2",
        `op.get_bind().execute(sa.text("SELECT 1")).fetchall()`,
      ),
    },
    null,
  );
  expect(answer.ok ? null : answer.error).toMatchObject({
    kind: "raised",
    revision: "c3",
    direction: "upgrade",
  });
});
