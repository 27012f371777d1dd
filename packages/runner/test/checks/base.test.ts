import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { git } from "./git.ts";
import { checksIn, copyFixture, dataOf, type Project } from "./run-fixture.ts";

const REVISION = "migrations/versions/a30000000000_create_sales.py";
const MODELS = "app/models.py";

/** `linear` on a branch: two revisions are released on `main`, the third is new. */
async function withNewRevision(): Promise<Project> {
  const project = await copyFixture("linear");
  const [revision, models] = [await project.read(REVISION), await project.read(MODELS)];
  await git(project, "init", "--quiet", "--initial-branch", "main");
  await rm(join(project.folder, REVISION));
  await project.write(MODELS, models.slice(0, models.indexOf("class Sale")).trimEnd() + "\n");
  await git(project, "add", ".");
  await git(project, "commit", "--quiet", "--message", "Items");
  await git(project, "checkout", "--quiet", "-b", "sales");
  await project.write(REVISION, revision);
  await project.write(MODELS, models);
  await git(project, "add", ".");
  await git(project, "commit", "--quiet", "--message", "Sales");
  return project;
}

describe("released and new revisions", () => {
  it("are told apart by the merge base with the default branch", async () => {
    await using project = await withNewRevision();
    const ran = await project.run();
    expect(ran.report.base).toEqual({ ref: "main", commit: await git(project, "rev-parse", "main") });
    expect(ran.report.problems).toEqual([]);
    expect(ran.target()).toMatchObject({ status: "passed", revisions: 3, newRevisions: 1 });
    expect(dataOf(ran.target(), "files")).toEqual({ judged: 1, released: 2 });
    // What runs is the whole history all the same.
    expect(dataOf(ran.target(), "upgrade")).toMatchObject({ revisions: 3 });
  });

  it("are told apart by the base that --since names", async () => {
    await using project = await withNewRevision();
    const ran = await project.run({ command: "quick", flags: { since: "HEAD" } });
    expect(ran.target()).toMatchObject({ revisions: 3, newRevisions: 0 });
    expect(ran.report.base.commit).toBe(await git(project, "rev-parse", "HEAD"));
  });

  it("decide which files are judged, unless all are", async () => {
    await using project = await withNewRevision();
    for (const file of ["migrations/versions/a10000000000_create_items.py", REVISION]) {
      const text = await project.read(file);
      await project.write(file, text.slice(text.indexOf("from typing")));
    }
    const judged = await project.run({ command: "quick" });
    expect(judged.target().findings.map((one) => `${one.code} ${one.revision}`)).toEqual([
      "MF101 a30000000000",
    ]);
    const all = await project.run({ command: "quick", flags: { allRevisions: true } });
    expect(all.target().findings.map((one) => `${one.code} ${one.revision}`)).toEqual([
      "MF101 a10000000000",
      "MF101 a30000000000",
    ]);
  });

  it("are all new without a repository, and the report says so", async () => {
    await using project = await copyFixture("linear");
    const ran = await project.run({ command: "quick" });
    expect(ran.report.base).toEqual({ ref: null, commit: null });
    expect(ran.report.problems.map((one) => `${one.code} ${one.severity}`)).toEqual(["MX917 notice"]);
    expect(ran.target()).toMatchObject({ revisions: 3, newRevisions: 3 });
  });

  it("begin the SQL where a git ref is named", async () => {
    await using project = await withNewRevision();
    const ran = await project.run({ command: "sql", flags: { from: "main" } });
    const sql = String(dataOf(ran.target(), "sql")?.["sql"]);
    expect(sql.match(/^CREATE TABLE \w+/gmu)).toEqual(["CREATE TABLE sales"]);
  });
});

describe("--changed", () => {
  it("leaves out targets that nothing has touched, except for their heads", async () => {
    await using project = await copyFixture("clash");
    await git(project, "init", "--quiet", "--initial-branch", "main");
    await git(project, "add", ".");
    await git(project, "commit", "--quiet", "--message", "Services");
    await git(project, "checkout", "--quiet", "-b", "topic");
    await project.edit("stock/models/__init__.py", '"""Models."""', '"""Models of the stock."""');
    await git(project, "commit", "--quiet", "--all", "--message", "Words");
    const ran = await project.run({ flags: { changed: true } });
    const reason = "skipped: not touched since the base";
    expect(ran.report.exitCode).toBe(0);
    expect(checksIn(ran.target("orders"))).toMatchObject({
      heads: "passed",
      upgrade: reason,
      sql: reason,
      drift: reason,
      roundtrip: reason,
    });
    expect(checksIn(ran.target("stock"))).toMatchObject({ upgrade: "passed", roundtrip: "passed" });
  });
});

describe("the history against its base", () => {
  const FIRST = "migrations/versions/a10000000000_create_items.py";
  const SECOND = "migrations/versions/a20000000000_add_price_to_items.py";

  async function codes(project: Project): Promise<readonly string[]> {
    const ran = await project.run({ command: "quick" });
    return ran.target().findings.map(({ code, file }) => `${code} ${file?.split("/").at(-1)}`);
  }

  it("is silent while only what does not run has changed", async () => {
    await using project = await withNewRevision();
    const text = await project.read(FIRST);
    await project.write(
      FIRST,
      `# reviewed\n${text.replace("op.create_table(", "op.create_table(  # agreed\n")}\n`,
    );
    expect(await codes(project)).toEqual([]);
  });

  it("sees code that has changed, committed or not", async () => {
    await using project = await withNewRevision();
    await project.edit(SECOND, "nullable=False", "nullable=True");
    expect(await codes(project)).toEqual(["MG006 a20000000000_add_price_to_items.py"]);
    await git(project, "commit", "--all", "--quiet", "--message", "Edit");
    expect(await codes(project)).toEqual(["MG006 a20000000000_add_price_to_items.py"]);
  });

  it("sees what was put below the head", async () => {
    await using project = await withNewRevision();
    await project.edit(REVISION, '= "a20000000000"', '= "a10000000000"');
    await project.edit(SECOND, '= "a10000000000"', '= "a30000000000"');
    expect(await codes(project)).toEqual(["MG005 a30000000000_create_sales.py"]);
  });

  it("does not call gone what is there and cannot be read", async () => {
    await using project = await withNewRevision();
    const text = await project.read(SECOND);
    for (const broken of [`${text}\0`, text.replace('revision: str = "a20000000000"', "revision = 2")]) {
      await project.write(SECOND, broken);
      const found = await codes(project);
      expect(found).toContain("MF106 a20000000000_add_price_to_items.py");
      expect(found.join()).not.toContain("MG007");
    }
  });

  it("sees what is gone", async () => {
    await using project = await withNewRevision();
    await rm(join(project.folder, SECOND));
    await project.edit(REVISION, '= "a20000000000"', '= "a10000000000"');
    const ran = await project.run({ command: "quick" });
    const gone = ran.target().findings.find(({ code }) => code === "MG007");
    expect(gone?.message).toBe(`Released revision a20000000000 is gone: ${SECOND} was deleted.`);
  });
});
