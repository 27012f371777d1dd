import { access, mkdir, readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { createRepository, git } from "../rig/repository.ts";
import { readMetrics } from "../rig/prometheus.ts";
import {
  CANARY,
  createLiveProject,
  type LiveProject,
  makesTable,
  parsed,
  revisionPy,
  useLive,
} from "./live-project.ts";

const server = useLive();

const V = "migrations/versions";

async function run(project: LiveProject, line: string) {
  return await (
    await project.start(line.split(" "))
  ).ended;
}

/** Everything that a write would change: every relation, and where the rows of both tables lie and who wrote them. */
async function traces(project: LiveProject): Promise<readonly unknown[]> {
  return [
    await project.query("SELECT oid::int, relname FROM pg_class ORDER BY 1"),
    await project.query("SELECT ctid::text, xmin::text, version_num FROM alembic_version"),
    await project.query("SELECT ctid::text, xmin::text, revision FROM alembic_version_migrun ORDER BY 2, 3"),
  ];
}

test("code two revisions back meets the newer database: ahead, ready, and nothing is written", async () => {
  const config = (url: string): string => JSON.stringify({ targets: { alembic: { url, record: true } } });
  const project = await createLiveProject(server(), { [`${V}/a.py`]: makesTable("a", null) });
  await project.write({ "migrun.config.json": config(project.url), ".gitignore": "__pycache__/\n" });
  await createRepository({ at: project.cwd });
  await project.write({ [`${V}/b.py`]: makesTable("b", "a"), [`${V}/c.py`]: makesTable("c", "b") });
  await git(project.cwd, "add", "--all");
  await git(project.cwd, "commit", "--quiet", "--message=Two more");
  expect((await project.upgrade()).target).toMatchObject({ status: "upgraded", proof: { rows: ["c"] } });

  await git(project.cwd, "checkout", "--quiet", "HEAD~1");
  expect(await readdir(join(project.cwd, V))).not.toContain("c.py");
  const before = await traces(project);
  const status = JSON.parse((await run(project, "status --format json")).stdout) as unknown;
  expect(status).toMatchObject({
    targets: [{ state: "ahead", current: ["c"], expected: ["a"], pending: [] }],
  });
  const lines = ["wait --at-least-code", "verify", "verify --strict", "status --require at-head"];
  const codes = [];
  for (const line of lines) codes.push((await run(project, line)).exitCode);
  expect(codes).toEqual([0, 0, 1, 1]);
  const old = parsed(await run(project, "upgrade --format json"));
  expect([old.exitCode, old.target]).toMatchObject([
    0,
    { status: "ahead", revisions: [], problem: { kind: "ahead" } },
  ]);
  const told = await run(project, "upgrade");
  expect(told.stdout).toContain("an older image meets a newer database");
  expect(await traces(project)).toEqual(before);
  expect(await git(project.cwd, "status", "--porcelain")).toBe("");
});

test("--metrics-file leaves what became of each target for the textfile collector, and counts on", async () => {
  const project = await createLiveProject(server(), { [`${V}/a.py`]: makesTable("a", null) });
  const file = join(project.cwd, "textfile", "migrun.prom");
  await mkdir(dirname(file));
  await run(project, "upgrade --all --dry-run --metrics-file textfile/migrun.prom");
  await expect(access(file)).rejects.toThrow("ENOENT");
  const started = Date.now() / 1000;
  expect((await project.upgrade("--metrics-file", "textfile/migrun.prom")).exitCode).toBe(0);
  const valueOf = async (name: string): Promise<number> =>
    Number(new RegExp(`^${name}\\{name="alembic"\\} (\\S+)$`, "mu").exec(await readFile(file, "utf8"))?.[1]);
  expect(await valueOf("migrun_last_apply_success")).toBe(1);
  expect(await valueOf("migrun_last_apply_duration_seconds")).toBeGreaterThan(0);
  expect(await valueOf("migrun_last_apply_timestamp_seconds")).toBeGreaterThanOrEqual(Math.floor(started));
  expect(await valueOf("migrun_lock_wait_seconds")).toBeLessThan(1);
  expect(await valueOf("migrun_lock_timeout_retries_total")).toBe(0);

  // Somebody holds the table for the whole time: each run gives up, tries again, and the counter counts on.
  await project.write({
    [`${V}/b.py`]: revisionPy(
      "b",
      "a",
      'op.execute("SET lock_timeout = \'50ms\'")\nop.execute("ALTER TABLE t_a ADD COLUMN n int")',
    ),
  });
  const holder = await project.session();
  await holder.query("BEGIN");
  await holder.query("LOCK TABLE t_a");
  const totals = [];
  for (const _ of ["first", "second"]) {
    const busy = await project.upgrade("--metrics-file", file, "--retry-for", "3s");
    expect(busy.target).toMatchObject({ exitCode: 6, lockTimeoutRetries: busy.target.tries - 1 });
    totals.push(busy.target.lockTimeoutRetries);
    expect(await valueOf("migrun_lock_timeout_retries_total")).toBe(totals.reduce((sum, one) => sum + one));
  }
  await holder.end();
  expect(Math.max(...totals)).toBeGreaterThan(0);
  expect(await valueOf("migrun_last_apply_success")).toBe(0);

  const text = await readFile(file, "utf8");
  expect(text).not.toContain(CANARY);
  expect(await readdir(join(project.cwd, "textfile"))).toEqual(["migrun.prom"]);
  const read = await readMetrics(text);
  if (read !== null)
    expect(read.map(({ type, samples }) => [samples[0]?.[0], type, samples.length])).toEqual([
      ["migrun_last_apply_timestamp_seconds", "gauge", 1],
      ["migrun_last_apply_duration_seconds", "gauge", 1],
      ["migrun_last_apply_success", "gauge", 1],
      ["migrun_lock_wait_seconds", "gauge", 1],
      ["migrun_lock_timeout_retries_total", "counter", 1],
    ]);

  for (const wrong of ["alembic.ini/migrun.prom", "no-folder/migrun.prom"]) {
    const refused = await run(project, `upgrade --metrics-file ${wrong}`);
    expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining("Nothing was changed")]);
  }
});
