import { execFile } from "node:child_process";
import { access, readFile, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, inject, test } from "vitest";
import { ensureTools } from "../../../scripts/python-environments.ts";
import { bareEnvironment, migrun, temporaryFolder } from "./rig/migrun.ts";
import { createRepository, git } from "./rig/repository.ts";
import { packageIndexes } from "./rig/run-workflow.ts";

const tools = await ensureTools();
const require = createRequire(import.meta.url);
const run = promisify(execFile);

const FOLDER = "the services";
const VERSIONS = `${FOLDER}/stock/migrations/versions`;
const ONE_HEAD = `${VERSIONS}/b20000000000_add_height.py`;
const OTHER_HEAD = `${VERSIONS}/b10000000000_add_weight.py`;

/** A repository with targets below a folder, in which one of two heads is new and not committed yet. */
async function aboutToFork(): Promise<string> {
  const cwd = await createRepository({
    at: join(inject("installFolder"), "hooked", crypto.randomUUID()),
    folders: { [`${FOLDER}/orders`]: "fixtures/linear", [`${FOLDER}/stock`]: "fixtures/two-heads" },
  });
  const text = await readFile(join(cwd, ONE_HEAD), "utf8");
  await git(cwd, "rm", "--quiet", ONE_HEAD);
  await git(cwd, "commit", "--quiet", "--message=One head");
  await writeFile(join(cwd, ONE_HEAD), text);
  return cwd;
}

/** The environment in which git runs hooks: programs of hook systems are on PATH. */
async function hookEnvironment(folders: readonly string[]): Promise<Record<string, string>> {
  const { PATH = "", ...bare } = bareEnvironment();
  const cache = process.env["npm_config_cache"] ?? join(bare["HOME"] ?? "", ".npm");
  return {
    ...bare,
    ...packageIndexes(),
    PATH: [...folders, dirname(process.execPath), PATH].join(":"),
    GIT_CONFIG_GLOBAL: "/dev/null",
    PRE_COMMIT_HOME: join(await temporaryFolder(), "pre-commit"),
    npm_config_cache: cache,
    npm_config_prefer_offline: "true",
    npm_config_update_notifier: "false",
  };
}

async function commit(cwd: string, env: Readonly<Record<string, string>>) {
  await git(cwd, "add", "--all");
  const who = ["-c", "user.name=Test", "-c", "user.email=test@example.org"];
  return await run("git", [...who, "commit", "--message=Next"], { cwd, env }).then(
    ({ stdout, stderr }) => ({ ok: true, said: stdout + stderr }),
    ({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }) => ({
      ok: false,
      said: stdout + stderr,
    }),
  );
}

/**
 * The commit that makes a second head is blocked, and so is one that does nothing but delete a released revision; the
 * one that takes the new revision away again, and nothing else, passes.
 */
async function expectGate(cwd: string, env: Readonly<Record<string, string>>): Promise<void> {
  await git(cwd, "switch", "--quiet", "--create", "work");
  await expectBlocked(cwd, env, "MG001 multiple-heads");
  await git(cwd, "commit", "--quiet", "--no-verify", "--message=Forked");
  await git(cwd, "rm", "--quiet", OTHER_HEAD);
  await expectBlocked(cwd, env, "MG007 deleted-revision");
  await git(cwd, "reset", "--quiet", "--hard");
  await git(cwd, "rm", "--quiet", ONE_HEAD);
  const mended = await commit(cwd, env);
  expect(mended, mended.said).toHaveProperty("ok", true);
  expect(await git(cwd, "status", "--porcelain")).toBe("");
}

async function expectBlocked(
  cwd: string,
  env: Readonly<Record<string, string>>,
  finding: string,
): Promise<void> {
  const blocked = await commit(cwd, env);
  expect(blocked.said).toContain(finding);
  expect(blocked.said).toContain("stock/migrations/versions/");
  expect(blocked.ok).toBe(false);
}

test("pre-commit: what init writes, with the packed command as its dependency", async ({ skip }) => {
  if (tools === null) return skip("no package index in reach, so there is no pre-commit");
  const cwd = await aboutToFork();
  const env = await hookEnvironment([tools]);
  expect((await migrun(["init", "--hook=pre-commit", "--yes"], { cwd: join(cwd, FOLDER) })).exitCode).toBe(0);
  const file = join(cwd, ".pre-commit-config.yaml");
  // The registry does not have it yet; and this machine's Node is to be used, whatever it would fetch.
  const text = (await readFile(file, "utf8"))
    .replace(/migrun@[\d.]+/u, inject("tarball"))
    .replace("language: node", "language: node\n        language_version: system");
  await writeFile(file, text);
  await run("pre-commit", ["validate-config"], { cwd, env });
  await run("pre-commit", ["install"], { cwd, env });
  await expectGate(cwd, env);
});

test("pre-commit: as a plain command, with the names of staged files", async ({ skip }) => {
  if (tools === null) return skip("no package index in reach, so there is no pre-commit");
  const cwd = await aboutToFork();
  const env = await hookEnvironment([tools]);
  const hook = {
    id: "migrun",
    name: "migrun quick",
    entry: "npx --no migrun quick",
    language: "system",
    files: String.raw`\.py$|alembic\.ini$`,
    require_serial: true,
    verbose: true,
  };
  await writeFile(
    join(cwd, ".pre-commit-config.yaml"),
    JSON.stringify({ repos: [{ repo: "local", hooks: [hook] }] }),
  );
  await run("pre-commit", ["install"], { cwd, env });
  const blocked = await commit(cwd, env);
  expect(blocked, blocked.said).toHaveProperty("ok", false);
  expect(blocked.said).toContain("1 target: 1 failed");
  await git(cwd, "reset", "--quiet", "--", ONE_HEAD);
  await run("git", ["clean", "--quiet", "--force", ONE_HEAD], { cwd, env });
  await writeFile(join(cwd, FOLDER, "orders/app/models.py"), "# changed\n", { flag: "a" });
  const passed = await commit(cwd, env);
  expect(passed.ok).toBe(true);
  // A green run has nothing to say, even where the hook is told to be verbose.
  expect(passed.said).not.toContain("target");
});

test("lefthook: what init writes", async () => {
  const cwd = await aboutToFork();
  const bin = join(await temporaryFolder(), "bin.js");
  await symlink(join(dirname(require.resolve("lefthook/package.json")), "bin", "index.js"), bin);
  const env = { ...(await hookEnvironment([])), LEFTHOOK_BIN: bin };
  expect((await migrun(["init", "--hook=lefthook", "--yes"], { cwd: join(cwd, FOLDER) })).exitCode).toBe(0);
  await run(process.execPath, [bin, "validate"], { cwd, env });
  await run(process.execPath, [bin, "install"], { cwd, env });
  await expectGate(cwd, env);
});

test("husky: what init writes", async () => {
  const cwd = await aboutToFork();
  const env = await hookEnvironment([]);
  expect((await migrun(["init", "--hook=husky", "--yes"], { cwd: join(cwd, FOLDER) })).exitCode).toBe(0);
  await run(process.execPath, [join(dirname(require.resolve("husky")), "bin.js")], { cwd, env });
  await access(join(cwd, ".husky", "_", "h"));
  await expectGate(cwd, env);
});
