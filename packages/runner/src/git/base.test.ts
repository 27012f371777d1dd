import { execFileSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findBase } from "./base.ts";
import type { Base } from "./base.ts";
import { changedTargets } from "./changed-targets.ts";
import { releasedFiles, releasedIds } from "./released.ts";

let root = "";
const env: NodeJS.ProcessEnv = {
  PATH: process.env["PATH"],
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@example.org",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@example.org",
};

beforeEach(async () => {
  root = realpathSync(await mkdtemp(join(tmpdir(), "migrun-git-")));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

function git(...args: string[]): string {
  return execFileSync("git", args, {
    cwd: root,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  }).trim();
}

async function put(path: string, content = ""): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
}

let commits = 0;
function commit(): string {
  git("add", "-A");
  commits += 1;
  git("commit", "-q", "--allow-empty", "-m", `commit ${commits}`);
  return git("rev-parse", "HEAD");
}

const find = (more: Partial<Parameters<typeof findBase>[0]> = {}): Promise<Base> =>
  findBase({ cwd: root, env, ...more });
const text = (id: string): string => `revision = "${id}"\ndown_revision = None\n`;
const names = (paths: Iterable<string>): string[] =>
  [...paths].map((path) => path.slice(root.length + 1)).toSorted();

describe("findBase", () => {
  it("has none outside git, without a commit, or without a default branch", async () => {
    expect(await find()).toEqual({ kind: "none", reason: "not a git repository, or git is not installed" });
    git("init", "-q", "-b", "trunk");
    expect(await find()).toEqual({ kind: "none", reason: "no commit yet" });
    commit();
    expect(await find()).toMatchObject({ kind: "none", reason: expect.stringContaining("pass --since REF") });
  });

  it("takes the merge base with the default branch", async () => {
    git("init", "-q", "-b", "main");
    const fork = commit();
    expect(await find()).toEqual({ kind: "commit", ref: "main", commit: fork, root });
    git("checkout", "-q", "-b", "feature");
    commit();
    git("checkout", "-q", "main");
    commit();
    git("checkout", "-q", "feature");
    expect(await find()).toEqual({ kind: "commit", ref: "main", commit: fork, root });
  });

  it("prefers what origin calls its default branch, and before that what CI merges into", async () => {
    git("init", "-q", "-b", "main");
    const first = commit();
    git("update-ref", "refs/remotes/origin/develop", first);
    git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/develop");
    const second = commit();
    git("update-ref", "refs/remotes/origin/release", second);
    commit();
    expect(await find()).toMatchObject({ ref: "origin/develop", commit: first });
    expect(await find({ env: { ...env, GITHUB_BASE_REF: "release" } })).toMatchObject({
      ref: "origin/release",
      commit: second,
    });
    const gitlab = { ...env, CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "release" };
    expect(await find({ env: gitlab })).toMatchObject({ ref: "origin/release", commit: second });
    expect(await find({ since: "main" })).toMatchObject({ ref: "main" });
  });

  it("takes the base of a merge queue, a merge train and a pull request from what CI says", async () => {
    git("init", "-q", "-b", "main");
    const first = commit();
    const second = commit();
    commit();
    await writeFile(join(root, "event.json"), JSON.stringify({ merge_group: { base_sha: first } }));
    const queue = { ...env, GITHUB_EVENT_PATH: join(root, "event.json"), GITHUB_BASE_REF: "" };
    expect(await find({ env: queue })).toMatchObject({ ref: first, commit: first });

    await writeFile(join(root, "event.json"), JSON.stringify({ pull_request: { base: { sha: second } } }));
    const shallow = { ...queue, GITHUB_BASE_REF: "not-fetched" };
    expect(await find({ env: shallow })).toMatchObject({ ref: second, commit: second });

    await writeFile(join(root, "event.json"), "not JSON");
    expect(await find({ env: queue })).toMatchObject({ ref: "main" });

    const train = {
      ...env,
      CI_MERGE_REQUEST_EVENT_TYPE: "merge_train",
      CI_MERGE_REQUEST_TARGET_BRANCH_SHA: second,
      CI_MERGE_REQUEST_DIFF_BASE_SHA: first,
    };
    expect(await find({ env: train })).toMatchObject({ commit: second });
    const result = { ...train, CI_MERGE_REQUEST_EVENT_TYPE: "merged_result" };
    expect(await find({ env: result })).toMatchObject({ commit: second });
    // GitLab leaves it empty where nothing is merged yet.
    const detached = {
      ...train,
      CI_MERGE_REQUEST_EVENT_TYPE: "detached",
      CI_MERGE_REQUEST_TARGET_BRANCH_SHA: "",
    };
    expect(await find({ env: detached })).toMatchObject({ commit: first });
  });

  it("does not guess around a ref that git does not know", async () => {
    git("init", "-q", "-b", "main");
    commit();
    expect(await find({ since: "v1" })).toEqual({ kind: "none", reason: "v1 is not known to git" });
    expect(await find({ since: "--all" })).toEqual({ kind: "none", reason: "--all is not known to git" });
  });

  it("names the shallow clone where history is missing", async () => {
    await mkdir(join(root, "from"));
    execFileSync("git", ["init", "-q", "-b", "main"], { cwd: join(root, "from"), env });
    for (const _ of [1, 2])
      execFileSync("git", ["commit", "-q", "--allow-empty", "-m", "x"], { cwd: join(root, "from"), env });
    execFileSync("git", ["clone", "-q", "--depth", "1", `file://${root}/from`, "to"], {
      cwd: root,
      env,
      stdio: "ignore",
    });
    const base = await find({ cwd: join(root, "to"), since: "main~1" });
    expect(base).toMatchObject({ kind: "none", reason: expect.stringContaining("fetch-depth: 0") });
    const to = join(root, "to");
    execFileSync("git", ["checkout", "-q", "--detach"], { cwd: to, env, stdio: "ignore" });
    execFileSync("git", ["branch", "-qD", "main"], { cwd: to, env });
    execFileSync("git", ["remote", "remove", "origin"], { cwd: to, env });
    expect(await find({ cwd: to, env: { ...env, GITHUB_BASE_REF: "main" } })).toMatchObject({
      kind: "none",
      reason: expect.stringContaining("fetch-depth: 0"),
    });
  });
});

describe("released", () => {
  it("knows files and ids of the base, across renames and encodings, and nothing newer", async () => {
    git("init", "-q", "-b", "main");
    await put("v/a.py", text("a"));
    await put("v/b.py", `\uFEFF${text("b")}`);
    await writeFile(
      join(root, "v/c.py"),
      Buffer.from(`# coding: latin-1\n# \u00E9\u00E9\n${text("c")}`, "latin1"),
    );
    await put("v/d with space.py", text("d"));
    await put("v/__init__.py");
    await put("other/x.py", text("x"));
    commit();
    git("checkout", "-q", "-b", "feature");
    for (const name of ["b", "c", "d with space"])
      await rename(join(root, `v/${name}.py`), join(root, `v/new_${name}.py`));
    await put("v/committed.py", text("e"));
    commit();
    await put("v/untracked.py", text("f"));
    const base = await find();
    const folders = [join(root, "v"), "/nowhere"];
    expect(names(await releasedFiles(base, folders, { env }))).toEqual([
      "v/a.py",
      "v/b.py",
      "v/c.py",
      "v/d with space.py",
    ]);
    const known = new Map([
      [join(root, "v/a.py"), "a"],
      [join(root, "v/untracked.py"), "f"],
    ]);
    expect([...(await releasedIds(base, folders, { env, known }))].toSorted()).toEqual(["a", "b", "c", "d"]);
  });

  it("is nothing without a base", async () => {
    const base = await find();
    expect(await releasedFiles(base, [root], { env })).toEqual(new Set());
    expect(await releasedIds(base, [root], { env, known: new Map() })).toEqual(new Set());
  });
});

describe("changedTargets", () => {
  const target = (name: string, cwd: string, scripts: string) => ({
    name,
    iniFile: join(root, cwd, "alembic.ini"),
    tomlFile: null,
    isLocationConfigured: true,
    cwd: join(root, cwd),
    scriptDirectory: join(root, scripts),
    versionLocations: [join(root, scripts, "versions")],
  });
  const changed = async (...paths: string[]): Promise<string[]> => {
    git("init", "-q", "-b", "main");
    await put("models.py");
    commit();
    git("checkout", "-q", "-b", "feature");
    for (const path of paths) await put(path, "changed");
    const targets = [
      target("users", "", "m/users"),
      target("billing", "", "m/billing"),
      target("mail", "mail", "mail/m"),
    ];
    return [...(await changedTargets(await find(), targets, { env }))].toSorted();
  };
  it.each<[string, string[]]>([
    ["m/users/versions/a.py", ["users"]],
    ["m/billing/env.py", ["billing"]],
    ["models.py", ["billing", "users"]],
    ["alembic.ini", ["billing", "users"]],
    ["mail/models.py", ["mail"]],
    ["mail/alembic.ini", ["mail"]],
    ["README.md", []],
  ])("%s touches %j", async (path, expected) => {
    expect(await changed(path)).toEqual(expected);
  });
  it("takes all without a base", async () => {
    const all = await changedTargets({ kind: "none", reason: "" }, [target("users", "", "m")], { env });
    expect([...all]).toEqual(["users"]);
  });
});
