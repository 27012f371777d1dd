import { posix } from "node:path";
import { MigrunError, RECIPES, type Recipe, type RecipeFile } from "@migrun/core";
import type { Context } from "../context.ts";
import type { PlacedFile } from "../engine.ts";
import { plural } from "../messages.ts";
import { patchOf } from "../patch.ts";
import { neutralise, oneLine } from "../plain-text.ts";
import { choiceOf, type Invocation } from "../invocation.ts";
import { sceneOf } from "./scene.ts";

/**
 * `generate`: a recipe on stdout, or in files. Exit codes: 0 printed, written, or there already; 2 a file is there and
 * differs, and nothing was written.
 */
export async function runGenerate(invocation: Invocation, context: Context): Promise<number> {
  const { io } = context;
  const [word = "", ...names] = invocation.operands;
  const { image, namespace, statusPage, out } = invocation.options;
  const recipe = choiceOf("recipe", word, RECIPES)!;
  const engine = await context.loadEngine();
  const scene = sceneOf(invocation, io);
  const made = await engine.generate(scene, names, { recipe, image, namespace, statusPage });
  if (out === null) await io.stdout.write(printed(made));
  else {
    const placed = await engine.placeRecipe(scene, made.files, out);
    const different = placed.filter(({ before, text }) => before !== null && before !== text);
    if (different.length > 0) {
      await io.stdout.write(neutralise(different.map((file) => patchOf(changeOf(file, out))).join("\n")));
      throw filesDiffer(different, out);
    }
    await engine.writeRecipe(scene, placed, out);
    await io.stdout.write(placed.map((file) => `${oneLine(wordsFor(file, out))}\n`).join(""));
  }
  await io.stderr.write(made.notes.map((note) => `migrun: ${oneLine(note)}\n`).join(""));
  return 0;
}

/** One document, or the files of a chart with a line before each; manifests of several files are one stream. */
function printed({ files }: Recipe): string {
  const [only, ...more] = files;
  if (only === undefined || more.length === 0) return neutralise(only?.text ?? "");
  const isStream = files.every(({ path }) => /^[^/]+\.yaml$/u.test(path) && path !== "Chart.yaml");
  const show = ({ path, text }: RecipeFile): string => (isStream ? text : `# ==> ${path} <==\n${text}`);
  return neutralise(files.map(show).join(isStream ? "---\n" : "\n"));
}

function changeOf({ path, before, text }: PlacedFile, folder: string) {
  return { path: placeOf(path, folder), newPath: null, before, after: text };
}

function placeOf(path: string, folder: string): string {
  return posix.join(folder, path);
}

function wordsFor({ path, before }: PlacedFile, folder: string): string {
  return before === null
    ? `wrote ${placeOf(path, folder)}`
    : `${placeOf(path, folder)} is there and the same`;
}

function filesDiffer(files: readonly PlacedFile[], folder: string): MigrunError {
  const are = files.length === 1 ? "is" : "are";
  return new MigrunError(
    `${plural(files.length, "file")} of ${folder} ${are} there and would change; nothing was written`,
    {
      code: "MIGRUN_FILES_DIFFER",
      exitCode: 2,
      details: files.map(({ path }) => placeOf(path, folder)),
      hint: "Apply the patch above by git apply, move the files away, or give another folder to --out.",
    },
  );
}
