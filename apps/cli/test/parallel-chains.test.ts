import { execFile } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { Random } from "../../../packages/runner/test/history/random.ts";
import { migrun, testPython } from "./rig/migrun.ts";
import { createRepository, git } from "./rig/repository.ts";

const VERSIONS = "migrations/versions";
const HEAD = "a30000000000";
const ROUNDS = process.env["MIGRUN_TEST_FULL"] === "1" ? 40 : 3;
/** Others every day; the seed that a failure names brings them back. */
const SEED = Number(process.env["MIGRUN_TEST_SEED"] ?? Math.floor(Date.now() / 86_400_000) * 1000);

/** `ID` and `DOWN` are what a rebase may write. */
const HEADERS = [
  'revision: str = "ID"\ndown_revision: Union[str, Sequence[str], None] = "DOWN"',
  "revision = 'ID'\ndown_revision = 'DOWN'  # was: 'DOWN'",
  "revision = 'ID'\ndown_revision = (\n    'DOWN',\n)",
  'revision = """ID"""; down_revision = ["DOWN"]',
  "down_revision = (r'DOWN')\nbranch_labels = None\nrevision = 'ID'",
] as const;
const DOCSTRINGS = [
  '"""Make ID\n\nRevision ID: ID\nRevises: DOWN\nCreate Date: 2026-01-01\n\n"""',
  "'''Make \u00E9 \u{1F41F}'''",
  '# -*- coding: utf-8 -*-\n"""Revises:DOWN\n"""',
] as const;

interface Chain {
  readonly ids: readonly string[];
  readonly texts: readonly string[];
}

function createChain(random: Random, name: string): Chain {
  const count = 1 + random.below(4);
  const hex = () => Array.from({ length: 12 }, () => "0123456789abcdef"[random.below(16)]).join("");
  const style = random.below(3);
  const ids = Array.from({ length: count }, (_, at) =>
    style === 0 ? hex() : style === 1 ? String(at + 4).padStart(4, "0") : `${name}${at}`,
  );
  const texts = ids.map((id, at) => {
    const body = `from typing import Sequence, Union\nfrom alembic import op\n\nHEADER\n\n\ndef upgrade():\n    op.execute("SELECT 'ID after DOWN'")   \n\n\ndef downgrade():\n\top.execute("SELECT 1")\n`;
    const text = `${random.pick(DOCSTRINGS)}\n${body}`.replace("HEADER", random.pick(HEADERS));
    const filled = text.replaceAll("ID", id).replaceAll("DOWN", ids[at - 1] ?? HEAD);
    const mark = random.chance(20) ? "\uFEFF" : "";
    return mark + (random.chance(35) ? filled.replaceAll("\n", "\r\n") : filled);
  });
  return { ids, texts };
}

/** Two branches of one repository, each with its chain; the second one is merged into the first. */
async function mergedBranches(mine: Chain, theirs: Chain): Promise<string> {
  const root = await createRepository({ folders: { ".": "fixtures/linear" } });
  await git(root, "config", "core.autocrlf", "false");
  const write = async ({ ids, texts }: Chain, name: string): Promise<void> => {
    for (const [at, id] of ids.entries())
      await writeFile(join(root, VERSIONS, `${id}_${at}_${name}.py`), texts[at]!);
    await git(root, "add", "--all");
    await git(root, "commit", "--quiet", `--message=${name}`);
  };
  await git(root, "checkout", "--quiet", "-b", "mine");
  await write(mine, "mine");
  await git(root, "checkout", "--quiet", "main");
  await write(theirs, "theirs");
  await git(root, "checkout", "--quiet", "mine");
  await git(root, "merge", "--quiet", "--message=Both", "main");
  return root;
}

async function alembic(root: string, ...args: readonly string[]): Promise<string> {
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: "1" };
  return (await promisify(execFile)(testPython, ["-m", "alembic", ...args], { cwd: root, env })).stdout;
}

/** The texts of my files after the rebase, and the ids that they have now. */
async function readMine(root: string, mine: Chain): Promise<Chain> {
  const names = await readdir(join(root, VERSIONS));
  const files = mine.ids.map((_id, at) => names.find((name) => name.endsWith(`_${at}_mine.py`))!);
  const texts = await Promise.all(files.map((name) => readFile(join(root, VERSIONS, name), "utf8")));
  return { ids: files.map((name) => name.split("_", 1)[0]!), texts };
}

/** In each line that has changed, an old id has become its new one, and nothing else. */
function expectHeadersOnly(before: Chain, after: Chain, top: string): void {
  const renamed = new Map([[HEAD, top], ...before.ids.map((id, at) => [id, after.ids[at]!] as const)]);
  for (const [at, text] of before.texts.entries()) {
    const [old, now] = [text.split("\n"), after.texts[at]!.split("\n")];
    expect(now).toHaveLength(old.length);
    const allowed = [before.ids[at]!, before.ids[at - 1] ?? HEAD];
    for (const [line, was] of old.entries()) {
      if (was === now[line]) continue;
      expect(was).not.toContain("SELECT");
      const made = allowed.flatMap((id) =>
        [was.replace(id, renamed.get(id)!), was.replaceAll(id, renamed.get(id)!)].flatMap((one) =>
          allowed.flatMap((other) => [one, one.replace(other, renamed.get(other)!)]),
        ),
      );
      // `Revises:DOWN` gets the space that it lacks.
      expect([...made, ...made.map((one) => one.replace("Revises:", "Revises: "))]).toContain(now[line]);
    }
  }
}

test.each(Array.from({ length: ROUNDS }, (_, round) => SEED + round))(
  "two chains on two branches are red together; rebase makes them green by headers alone: seed %i",
  { timeout: 120_000 },
  async (seed) => {
    const random = new Random(seed);
    const [mine, theirs] = [createChain(random, "m"), createChain(random, "t")];
    const root = await mergedBranches(mine, theirs);
    const red = await migrun(["quick"], { cwd: root });
    expect([red.exitCode, red.stdout]).toEqual([1, expect.stringMatching(/MG001|MG003/u)]);

    const dry = await migrun(["rebase", "--dry-run"], { cwd: root });
    expect([dry.exitCode, dry.stderr]).toEqual([0, expect.any(String)]);
    expect(await git(root, "status", "--porcelain")).toBe("");
    const run = await migrun(["rebase"], { cwd: root });
    expect([run.exitCode, run.stdout]).toEqual([0, expect.any(String)]);
    // What was shown is what was written, new ids included.
    const notes = (text: string): readonly string[] =>
      text.split("\n").filter((line) => / revises | issued again /u.test(line));
    expect(notes(run.stdout)).toEqual(notes(dry.stdout));

    const after = await readMine(root, mine);
    expectHeadersOnly(mine, after, theirs.ids.at(-1)!);
    const touched = (await git(root, "status", "--porcelain", "-z")).split("\0").filter((one) => one !== "");
    expect(touched.filter((one) => !one.endsWith("_mine.py"))).toEqual([]);
    expect((await migrun(["quick"], { cwd: root })).exitCode).toBe(0);
    expect((await alembic(root, "heads")).trim()).toBe(`${after.ids.at(-1)} (head)`);
    const history = [...(await alembic(root, "history")).matchAll(/-> ([\w]+)/gu)].map((match) => match[1]);
    expect(history.toReversed().slice(3)).toEqual([...theirs.ids, ...after.ids]);
  },
);
