import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { defaultConfig } from "../config/load-config.ts";
import { discoverTargets } from "../targets/discover-targets.ts";
import { selectRun } from "./select-run.ts";

let cwd = "";
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "select-run-"));
  await put("services/users/alembic.ini", "[alembic]\nscript_location = migrations\n");
  await put("services/users/migrations/versions/a.py", "");
  await put("services/users/models.py", "");
  await put("services/billing/alembic.ini", "[alembic]\nscript_location = migrations\n");
  await put("services/billing/migrations/env.py", "");
  await put("services/billing/models.py", "");
  await put("README.md", "");
});
afterEach(async () => {
  await rm(cwd, { recursive: true, force: true });
});

async function put(path: string, text: string): Promise<void> {
  await mkdir(join(cwd, path, ".."), { recursive: true });
  await writeFile(join(cwd, path), text);
}

async function select(...words: string[]) {
  return await selectIn(cwd, ...words);
}

async function selectIn(folder: string, ...words: string[]) {
  const found = await discoverTargets({
    cwd: folder,
    loaded: { ...defaultConfig(cwd), files: [join(cwd, "migrun.config.yaml")] },
    env: {},
  });
  const selected = await selectRun(words, found, folder);
  if (!selected.ok) return { unknown: selected.error.unknown.map((one) => one.word) };
  return {
    names: [...selected.value.chosen].map((one) => one.name).toSorted(),
    stray: selected.value.strayFiles,
  };
}

describe("selectRun", () => {
  it.each<[string[], string[], string[]]>([
    [[], ["billing", "users"], []],
    [["users"], ["users"], []],
    [["users/billing"], ["billing", "users"], []],
    [["services/users/migrations/versions/a.py"], ["users"], []],
    [["services/users/migrations/versions/deleted.py"], ["users"], []],
    [["services/users/models.py", "services/billing/models.py"], ["billing", "users"], []],
    [["services/users/alembic.ini", "README.md"], ["users"], ["README.md"]],
    [["README.md"], [], ["README.md"]],
    [["billing", "services/users/models.py"], ["billing", "users"], []],
  ])("%j", async (words, names, stray) => {
    expect(await select(...words)).toEqual({ names, stray });
  });

  it.each([["user"], ["services/usr/migrations/versions/gone.py"], ["services"]])(
    "%s is neither a name nor a file",
    async (word) => {
      expect(await select(word)).toHaveProperty("unknown");
    },
  );

  it("means what lies below the working directory, and by name whatever there is", async () => {
    const folder = join(cwd, "services/users");
    expect(await selectIn(folder)).toEqual({ names: ["users"], stray: [] });
    expect(await selectIn(folder, "billing")).toEqual({ names: ["billing"], stray: [] });
    expect(await selectIn(folder, "../billing/models.py")).toEqual({ names: ["billing"], stray: [] });
  });

  it("prefers a target to a file of the same name", async () => {
    await put("users", "");
    expect(await select("users")).toEqual({ names: ["users"], stray: [] });
  });
});
