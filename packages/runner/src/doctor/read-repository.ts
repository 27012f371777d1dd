import { readFileSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { ciSystemOf } from "@migrun/core";
import type { Repository, YamlNode } from "@migrun/core";
import { createJudge, listFiles } from "../targets/list-files.ts";
import { createYamlReader } from "./yaml-tree.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Kinds of files in which the doctor looks for anything. */
const WANTED =
  /\.(?:py|ya?ml|toml|ini|cfg|sh|bash|mk|txt|in)$|^(?:Dockerfile|Containerfile|[\w.-]+\.[Dd]ockerfile|(?:GNU)?[Mm]akefile|\.?[Jj]ustfile|Procfile|Pipfile|Jenkinsfile|Earthfile|Tiltfile|entrypoint|package\.json|migrun\.config\.\w+|\.migrunrc.*)|^Dockerfile\..+$/u;
/** A file of text that people write is smaller. */
const LARGEST = 400_000;
/** Folders above the working directory in which CI systems keep files. */
const CI_FOLDERS = [
  ".github/workflows",
  ".circleci",
  ".buildkite",
  ".gitlab/ci",
  ".woodpecker",
  ".gitea/workflows",
];

/**
 * The files of a repository as the doctor reads them: all below the working directory, and above it, up to the
 * root, those of CI and what stands beside them. Each is read once, when a detector asks for it.
 */
export async function readRepository(cwd: string, root: string, env: Environment): Promise<Repository> {
  const judge = createJudge(cwd);
  const below = await listFiles(cwd, env, { patterns: ["."], isWanted: (name) => WANTED.test(name) });
  const counted = await Promise.all(
    below
      .filter((file) => WANTED.test(basename(file)))
      .map(async (file) => ((await judge(file)) === null ? [file] : [])),
  );
  const files = [...counted.flat(), ...(await filesAbove(cwd, root))].map((file) => shownPath(cwd, file));
  const readYaml = await createYamlReader();
  const texts = new Map<string, string | null>();
  const trees = new Map<string, readonly YamlNode[]>();
  const read = (file: string): string | null => {
    const known = texts.get(file);
    if (known !== undefined) return known;
    const text = readText(resolve(cwd, file));
    texts.set(file, text);
    return text;
  };
  return {
    files: [...new Set(files)].sort(),
    read,
    yaml: (file) => {
      const known = trees.get(file) ?? readYaml(read(file) ?? "");
      trees.set(file, known);
      return known;
    },
  };
}

/** A path as it is shown: relative to the working directory, with `/`. */
export function shownPath(cwd: string, file: string): string {
  return relative(cwd, file).split(sep).join("/") || ".";
}

function readText(file: string): string | null {
  try {
    const found = statSync(file);
    return found.isFile() && found.size <= LARGEST
      ? readFileSync(file, "utf8").replaceAll("\r\n", "\n")
      : null;
  } catch {
    return null;
  }
}

/** CI is of the whole repository, and so are the Makefile and the Compose file beside it. */
async function filesAbove(cwd: string, root: string): Promise<readonly string[]> {
  const folders: string[] = [];
  for (let folder = cwd; folder !== root && dirname(folder) !== folder;) {
    folder = dirname(folder);
    folders.push(folder);
  }
  if (folders.at(-1) !== root) return [];
  const listed = await Promise.all([
    ...folders.map(async (folder) =>
      (await filesIn(folder)).filter((file) => WANTED.test(basename(file)) || isCi(cwd, file)),
    ),
    ...folders.flatMap((folder) => CI_FOLDERS.map((name) => filesIn(join(folder, name)))),
  ]);
  return listed.flat();
}

function isCi(cwd: string, file: string): boolean {
  return ciSystemOf(shownPath(cwd, file)) !== null;
}

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(folder, entry.name));
  } catch {
    return [];
  }
}
