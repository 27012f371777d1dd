import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { schemaProblems } from "./rig/check-schema.ts";
import { installedBin, migrun, type EndedRun } from "./rig/migrun.ts";
import { oldHistory } from "./rig/old-history.ts";
import { createRepository, git } from "./rig/repository.ts";

const LINEAR = "fixtures/linear";
const NAMES = ["accounts", "billing", "orders", "search", "stock", "users"];
const NEW = "migrations/versions/c00000000000_new.py";

function linesOf({ stdout }: EndedRun): readonly string[] {
  return stdout.trimEnd().split("\n");
}

test("the first run on an old history is short, and its last line accepts the past; then one new sin is red", async () => {
  const cwd = await createRepository({ folders: { ".": LINEAR }, files: oldHistory() });
  await rm(join(cwd, ".git"), { recursive: true });
  const first = await migrun(["all"], { cwd });
  expect(first.exitCode).toBe(1);
  expect(linesOf(first).length).toBeLessThanOrEqual(60);
  expect(linesOf(first)[3]).toMatch(/^\d+ findings by kind/u);
  expect(linesOf(first).at(-1)).toMatch(/ · accept the past: migrun baseline$/u);

  const accepted = await migrun(["baseline"], { cwd });
  expect(accepted.exitCode).toBe(0);
  const text = await readFile(join(cwd, "migrun-baseline.json"), "utf8");
  const schema = join(installedBin(), "../../schemas/baseline.v1.json");
  expect(schemaProblems(JSON.parse(await readFile(schema, "utf8")), JSON.parse(text))).toEqual([]);

  const quick = await migrun(["quick", "--strict"], { cwd });
  expect(quick).toMatchObject({ exitCode: 0 });
  expect(quick.stdout).toMatch(/\n\d+ findings are accepted by migrun-baseline.json\n/u);
});

test("it is as short where all is released, and for six targets at once", async () => {
  const folders = Object.fromEntries(NAMES.map((name) => [name, LINEAR]));
  const files = Object.assign({}, ...NAMES.map((name) => oldHistory(name))) as Record<string, string>;
  const cwd = await createRepository({ folders, files });
  const only = ["--only", "heads,files"];
  const released = await migrun(["all", ...only], { cwd });
  expect(released.exitCode).toBe(0);
  expect(linesOf(released).length).toBeLessThanOrEqual(60);
  expect(released.stdout).toContain("900 released revisions were not judged by file rules");

  const judged = await migrun(["all", ...only, "--all-revisions"], { cwd });
  expect(judged.exitCode).toBe(1);
  expect(linesOf(judged).length).toBeLessThanOrEqual(60);
  expect(judged.stdout).toContain("MF103 no-downgrade in 24 released revisions: accounts 4, billing 4");
  expect(linesOf(judged).at(-1)).toMatch(/ · accept the past: migrun baseline --all-revisions$/u);

  expect((await migrun(["baseline", ...only, "--all-revisions"], { cwd })).exitCode).toBe(0);
  expect(await git(cwd, "status", "--porcelain")).toBe("?? migrun-baseline.json\n");
  expect((await migrun(["all", ...only, "--all-revisions"], { cwd })).exitCode).toBe(0);
});

test("baseline tells what it would do, what it did, and what it will not", async () => {
  const cwd = await createRepository({
    folders: { ".": LINEAR },
    files: { [NEW]: revision("c00000000000", "a30000000000") },
  });
  const only = ["--only", "heads,files", "--since", "HEAD", "--all-revisions"];
  const dry = await migrun(["baseline", "--dry-run", ...only], { cwd });
  expect(dry).toMatchObject({ exitCode: 0 });
  expect(dry.stdout).toMatchInlineSnapshot(`
    "migrun-baseline.json would change: 1 finding accepted; nothing was written
      + 1 MF101 empty-message: alembic 1

    1 target: 1 passed · no findings · 1 accepted
    "
  `);
  expect(await git(cwd, "status", "--porcelain")).toBe("");
  expect((await migrun(["baseline", ...only], { cwd })).stdout).toMatchInlineSnapshot(`
    "migrun-baseline.json: 1 finding accepted, 1 entry in all
      + 1 MF101 empty-message: alembic 1

    Commit migrun-baseline.json: from now on \`migrun all\` fails only for what is not in it.

    1 target: 1 passed · no findings · 1 accepted
    "
  `);

  await createRepository({
    at: cwd,
    files: { [NEW.replace("c0", "d0")]: revision("d00000000000", "c00000000000") },
  });
  const grown = await migrun(["baseline", ...only], { cwd });
  expect(grown).toMatchObject({ exitCode: 1 });
  expect(grown.stdout).toMatchInlineSnapshot(`
    "migrun-baseline.json needs no change: 1 entry in all

    1 finding is new and not accepted, since a baseline only shrinks. Mend it, or accept it too with
    \`migrun baseline --accept-new\`:
      alembic: MF101 Revision d00000000000 has no docstring.
        (migrations/versions/d00000000000_new.py:1)

    exit code 1: a check failed
    1 target: 1 failed · 1 error · 1 accepted
    "
  `);
  const json = await migrun(["baseline", ...only, "--accept-new", "--format", "json"], { cwd });
  expect(JSON.parse(json.stdout)).toMatchObject({ command: "baseline", ok: true, baseline: { entries: 2 } });
});

/** Without a docstring. */
function revision(id: string, down: string): string {
  return `revision = "${id}"\ndown_revision = "${down}"\n\n\ndef upgrade():\n    print(1)\n\n\ndef downgrade():\n    print(1)\n`;
}
