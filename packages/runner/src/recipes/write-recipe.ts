import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { MigrunError, type RecipeFile } from "@migrun/core";

/** A file in the folder that a recipe is to be written to. */
export interface PlacedFile extends RecipeFile {
  /** What is there; null: nothing. */
  readonly before: string | null;
}

/** What stands in the way of a recipe's files, and what is there already. Nothing is written. */
export async function placeRecipe(
  files: readonly RecipeFile[],
  folder: string,
  cwd: string,
): Promise<readonly PlacedFile[]> {
  return await Promise.all(
    files.map(async (file) => ({ ...file, before: await textAt(join(folder, file.path), cwd) })),
  );
}

async function textAt(place: string, cwd: string): Promise<string | null> {
  try {
    return await readFile(resolve(cwd, place), "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return null;
    throw notWritten(place, code ?? String(error), []);
  }
}

/** Writes the files that are not there, each only where nothing is. Throws a `MigrunError` (exit 3) that tells what was written. */
export async function writeRecipe(files: readonly PlacedFile[], folder: string, cwd: string): Promise<void> {
  const written: string[] = [];
  for (const { path, text } of files.filter(({ before }) => before === null)) {
    const place = join(resolve(cwd, folder), path);
    try {
      await mkdir(dirname(place), { recursive: true });
      await writeFile(place, text, { flag: "wx" });
    } catch (error) {
      throw notWritten(join(folder, path), (error as NodeJS.ErrnoException).code ?? String(error), written);
    }
    written.push(join(folder, path));
  }
}

function notWritten(path: string, problem: string, written: readonly string[]): MigrunError {
  return new MigrunError(`${path} cannot be read or written: ${problem}`, {
    code: "MIGRUN_NOT_WRITTEN",
    exitCode: 3,
    details: written.map((one) => `${one} was written`),
    hint: "Mend that, or give another folder to --out.",
  });
}
