import { readFile, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import type { FixFacts } from "@migrun/core";
import type { LoadedConfig } from "../../config/load-config.ts";
import type { Scene } from "../../run/run-request.ts";
import { replaceFile } from "../../files/replace-file.ts";
import { editToml } from "./edit-toml.ts";
import { editYaml } from "./edit-yaml.ts";
import { addedTargets, type MissingVariables } from "./missing-values.ts";

/** Name of the configuration that is made where there is none. */
const NEW_FILE = "migrun.config.yaml";
const NEW_TEXT =
  "# Values in the environment of env.py during checks. Placeholders: nothing real belongs here.\n";

/** Writes variables that nobody gives into the configuration, with placeholders. A value that is there stays as it is. */
export async function applyFix(
  { cwd }: Scene,
  loaded: LoadedConfig,
  missing: MissingVariables,
): Promise<FixFacts> {
  const wanted = new Map([...missing].filter(([, names]) => names.length > 0));
  if (wanted.size === 0) return { written: [], left: null };
  const existing = loaded.files[0] ?? null;
  const file = existing ?? join(loaded.root, NEW_FILE);
  const shown = relative(cwd, file).replaceAll("\\", "/");
  let before: string | null;
  try {
    before = existing === null ? null : await readFile(file, "utf8");
  } catch {
    return { written: [], left: leftAlone(shown, wanted) };
  }
  const after = await edit(file, before ?? NEW_TEXT, wanted);
  if (after === null) return { written: [], left: leftAlone(shown, wanted) };
  if (!(await writeWhole(file, after, existing === null))) {
    return { written: [], left: `${shown} cannot be written. ${leftAlone(shown, wanted)}` };
  }
  const diff = await patchOf(shown, before, after);
  return { written: [{ file: shown, created: existing === null, diff }], left: null };
}

async function patchOf(file: string, before: string | null, after: string): Promise<string> {
  const { createTwoFilesPatch } = await import("diff");
  const [from, to] = [before === null ? "/dev/null" : `a/${file}`, `b/${file}`];
  return createTwoFilesPatch(from, to, before ?? "", after, undefined, undefined, {
    context: 3,
    headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true },
  }).trimEnd();
}

async function edit(file: string, text: string, missing: MissingVariables): Promise<string | null> {
  const name = basename(file);
  if (/\.(?:js|mjs|cjs|ts|mts)$/u.test(name)) return null;
  if (name === "pyproject.toml") return editToml(text, missing, ["tool", "migrun"]);
  if (name.endsWith(".toml")) return editToml(text, missing, []);
  if (name === "package.json") return await editYaml(text, missing, { notation: "json", below: ["migrun"] });
  const isJson = name.endsWith(".json") || (!/\.ya?ml$/u.test(name) && text.trimStart().startsWith("{"));
  return await editYaml(text, missing, { notation: isJson ? "json" : "yaml", below: [] });
}

function leftAlone(file: string, missing: MissingVariables): string {
  const values = JSON.stringify({ targets: addedTargets(missing) }, null, 2);
  return `${file} is left as it is: it is code, or not in a form that can be edited safely. Add to it:\n${values}`;
}

/** The whole file or nothing of it; a new one never over one that somebody made meanwhile. */
async function writeWhole(file: string, text: string, isNew: boolean): Promise<boolean> {
  return await succeeds(isNew ? writeFile(file, text, { flag: "wx" }) : replaceFile(file, Buffer.from(text)));
}

async function succeeds(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch {
    return false;
  }
}
