import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { git } from "./git.ts";
import { copyFixture, openProject, type Project } from "./run-fixture.ts";

const VERSIONS = "migrations/versions";
const [FIRST, SECOND, THIRD] = [
  `${VERSIONS}/a10000000000_create_items.py`,
  `${VERSIONS}/a20000000000_add_price_to_items.py`,
  `${VERSIONS}/a30000000000_create_sales.py`,
] as const;

let origin: Project;
/** Commits of the repository that is cloned from. */
let at: { readonly fork: string; readonly main: string; readonly branch: string; readonly merge: string };

beforeAll(async () => {
  origin = await copyFixture("linear");
  const commit = async (message: string): Promise<string> => {
    await git(origin, "add", "--all");
    await git(origin, "commit", "--quiet", "--message", message);
    return await git(origin, "rev-parse", "HEAD");
  };
  await git(origin, "init", "--quiet", "--initial-branch", "main");
  const fork = await commit("Released");
  await git(origin, "checkout", "--quiet", "-b", "topic");
  await spoil(origin);
  const branch = await commit("Topic");
  await git(origin, "checkout", "--quiet", "main");
  await addRevision(origin, { id: "c1", down: "a30000000000", body: "SELECT 'theirs'" });
  const main = await commit("Theirs");
  await git(origin, "checkout", "--quiet", "--detach");
  await git(origin, "merge", "--quiet", "--message", "Merge topic into main", branch);
  const merge = await git(origin, "rev-parse", "HEAD");
  await git(origin, "update-ref", "refs/pull/1/merge", merge);
  at = { fork, main, branch, merge };
});
afterAll(async () => {
  await origin[Symbol.asyncDispose]();
});

/** Inserts behind the head, edits, deletes, and expands and contracts in one go. */
async function spoil(project: Project): Promise<void> {
  await project.edit(FIRST, "nullable=False", "nullable=True");
  await rm(join(project.folder, SECOND));
  await addRevision(project, { id: "b1", down: "a10000000000", body: "SELECT 'between'" });
  await project.edit(THIRD, '= "a20000000000"', '= "b1"');
  const expand = `op.add_column("items", sa.Column("title", sa.Text()))\n    op.execute("UPDATE items SET title = name")\n    op.drop_column("items", "name")\n    `;
  const back = `op.add_column("items", sa.Column("name", sa.Text()))\n    op.drop_column("items", "title")\n    `;
  await addRevision(project, { id: "b2", down: "a30000000000", body: "SELECT 'both'", before: expand, back });
}

async function addRevision(
  project: Project,
  {
    id,
    down,
    body,
    before = "",
    back = "",
  }: Readonly<Record<"id" | "down" | "body", string>> & { readonly before?: string; readonly back?: string },
): Promise<void> {
  const text = `"""Make ${id}"""\nimport sqlalchemy as sa\nfrom alembic import op\n\nrevision = "${id}"\ndown_revision = "${down}"\n\n\ndef upgrade():\n    ${before}op.execute("${body}")\n\n\ndef downgrade():\n    ${back}op.execute("SELECT 1")\n`;
  await project.write(`${VERSIONS}/${id}_x.py`, text);
}

/** As CI checks out: one commit, detached, as much of the history as it was told to fetch. */
async function checkOut(commit: string, depth: number | "all"): Promise<string> {
  const name = `clone-${commit.slice(0, 8)}-${depth}-${Math.random()}`;
  const folder = join(origin.folder, "..", `${origin.folder.split("/").at(-1)}-${name}`);
  await mkdir(folder);
  const clone = { ...origin, folder } as Project;
  await git(clone, "init", "--quiet");
  await git(clone, "remote", "add", "origin", `file://${origin.folder}`);
  await git(origin, "config", "uploadpack.allowAnySHA1InWant", "true");
  const limits = depth === "all" ? [] : [`--depth=${depth}`];
  const branches = depth === "all" ? ["+refs/heads/*:refs/remotes/origin/*"] : [];
  await git(clone, "fetch", "--quiet", "--no-tags", ...limits, "origin", ...branches, commit);
  await git(clone, "checkout", "--quiet", "--detach", commit);
  return folder;
}

type Env = Readonly<Record<string, string>>;

async function judge(commit: string, depth: number | "all", env: (event: string) => Promise<Env> | Env) {
  const folder = await checkOut(commit, depth);
  const event = `${folder}.json`;
  try {
    const ran = await openProject(folder).run({ command: "quick", env: await env(event) });
    const codes = ran.target().findings.map(({ code }) => code);
    return { report: ran.report, target: ran.target(), codes: [...new Set(codes)].toSorted() };
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rm(event, { force: true });
  }
}

const BROKEN = ["MG005", "MG006", "MG007", "MG012"];

/** A pull request of GitHub; `base`: what its event says of the branch that it goes into. */
const pullRequest =
  (base: () => string) =>
  async (event: string): Promise<Env> => {
    await writeFile(event, JSON.stringify({ pull_request: { base: { sha: base() } } }));
    return {
      GITHUB_EVENT_PATH: event,
      GITHUB_BASE_REF: "main",
      GITHUB_REF: "refs/pull/1/merge",
      GITHUB_SHA: at.merge,
    };
  };
const mergeQueue = async (event: string): Promise<Env> => {
  await writeFile(event, JSON.stringify({ merge_group: { base_sha: at.main } }));
  const ref = "refs/heads/gh-readonly-queue/main/pr-1-0";
  return { GITHUB_EVENT_PATH: event, GITHUB_BASE_REF: "", GITHUB_REF: ref, GITHUB_SHA: at.merge };
};
const gitlab = (type: string, target: () => string) => (): Env => ({
  CI_MERGE_REQUEST_EVENT_TYPE: type,
  CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main",
  CI_MERGE_REQUEST_TARGET_BRANCH_SHA: target(),
  CI_MERGE_REQUEST_DIFF_BASE_SHA: at.fork,
});
const main = (): string => at.main;

describe("what a merge commit of CI is judged against", () => {
  it.each<[string, number | "all", (event: string) => Promise<Env> | Env]>([
    ["a pull request of GitHub, whole history", "all", pullRequest(main)],
    ["a pull request of GitHub, fetch-depth 2", 2, pullRequest(main)],
    ["one whose event is older than its merge", 2, pullRequest(() => "0".repeat(40))],
    ["GitHub's merge queue, whole history", "all", mergeQueue],
    ["GitHub's merge queue, fetch-depth 2", 2, mergeQueue],
    ["GitLab's merged results", 20, gitlab("merged_result", main)],
    ["a merge train of GitLab", 20, gitlab("merge_train", main)],
  ])("%s", async (_name, depth, env) => {
    const { report, target, codes } = await judge(at.merge, depth, env);
    expect(report.base.commit).toBe(at.main);
    expect(codes).toEqual(["MG001", ...BROKEN]);
    // What main has got in the meantime is released: nothing is said of it, and it is not judged.
    expect(target).toMatchObject({ revisions: 5, newRevisions: 2 });
    expect(target.findings.filter(({ revision }) => revision === "c1")).toEqual([]);
  });

  it("is the fork where GitLab has merged nothing yet", async () => {
    const { report, codes } = await judge(
      at.branch,
      20,
      gitlab("detached", () => ""),
    );
    expect(report.base.commit).toBe(at.fork);
    expect(codes).toEqual(BROKEN);
  });

  it.each<[string, (event: string) => Promise<Env> | Env]>([
    ["GitHub", pullRequest(main)],
    ["GitHub's merge queue", mergeQueue],
    ["GitLab", gitlab("merged_result", main)],
  ])(
    "is unknown in a clone of one commit: %s; that is said, and everything is judged",
    async (_name, env) => {
      const { report, target, codes } = await judge(at.merge, 1, env);
      expect(report.base).toEqual({ ref: null, commit: null });
      expect(report.problems).toMatchObject([
        { code: "MX917", severity: "notice", message: expect.stringContaining("shallow clone") },
      ]);
      expect(target).toMatchObject({ revisions: 5, newRevisions: 5 });
      expect(codes).toEqual(["MG001"]);
    },
  );
});
