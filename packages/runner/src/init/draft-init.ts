import { readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import { missingVariables, planInit, relativePath } from "@migrun/core";
import type {
  InitFile,
  InitPlan,
  InitRequest,
  RepositoryFacts,
  Sign,
  Target,
  TargetConfig,
  TargetNeeds,
} from "@migrun/core";
import { git } from "../git/git.ts";
import { repositoryRoot } from "../git/repository-root.ts";
import { isNothing, loadScene, noTargets, settingsOf } from "../run/prepare-run.ts";
import { problemSentence } from "../run/problem-drafts.ts";
import type { Scene } from "../run/run-request.ts";
import { readDotenv } from "../targets/dotenv-files.ts";
import { discoverTargets } from "../targets/discover-targets.ts";
import { findPythonProjects } from "./find-python-projects.ts";
import { findPythonVersion } from "./find-python-version.ts";
import { findSigns } from "./find-signs.ts";

/** A file of the plan, and what stands in its place now. */
export interface DraftFile extends InitFile {
  /** `same`: it is there as it would be written, or what it is for is in it. */
  readonly state: "new" | "exists" | "same";
}

/** A plan held against the repository; nothing has been written. */
export interface InitDraft extends Omit<InitPlan, "files"> {
  /** Absolute. */
  readonly root: string;
  readonly files: readonly DraftFile[];
}

/** Looks at the repository and makes the plan. Throws a `MigrunError` (exit 2) where there is no target. */
export async function draftInit(scene: Scene, request: InitRequest): Promise<InitDraft> {
  const cwd = await realpath(scene.cwd);
  const root = repositoryRoot(cwd) ?? cwd;
  const { facts, problems } = await readFacts({ ...scene, cwd }, root);
  const { files, ...plan } = planInit(facts, request);
  return {
    ...plan,
    notes: [...problems, ...plan.notes],
    root,
    files: await Promise.all(files.map(async (file) => ({ ...file, state: await stateOf(file, root) }))),
  };
}

async function stateOf({ path, text, mark }: InitFile, root: string): Promise<DraftFile["state"]> {
  let there: string;
  try {
    there = await readFile(join(root, path), "utf8");
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? "new" : "exists";
  }
  return there === text || (mark !== null && there.includes(mark)) ? "same" : "exists";
}

async function readFacts(
  scene: Scene,
  root: string,
): Promise<{ readonly facts: RepositoryFacts; readonly problems: readonly string[] }> {
  const { cwd, env } = scene;
  const loaded = await loadScene(scene);
  const { config, files } = loaded;
  const found = await discoverTargets({ cwd, loaded, env });
  if (isNothing([], found)) throw noTargets(found);
  const targets = found.targets.filter(found.isHere);
  const problems = found.problems.filter(found.isHere);
  const folder = relativePath(root, cwd);
  const facts: RepositoryFacts = {
    folder: folder === "." ? "" : folder,
    ...(await findSigns(root, env)),
    pythons: await findPythonProjects(
      targets.map((target) => target.cwd),
      root,
    ),
    pythonVersion: await findPythonVersion(
      targets.map((target) => target.cwd),
      root,
    ),
    targets: await Promise.all(
      targets.map((target) => needsOf(target, settingsOf(config, target.name), env)),
    ),
    configFiles: files.map((file) => relativePath(root, file)),
    defaultBranch: await defaultBranch(root, env),
    postgresImage: await postgresImage(root, cwd),
  };
  return {
    facts,
    problems: problems.map((problem) => problemSentence(problem, relativePath(cwd, problem.file))),
  };
}

/** What a fresh clone would miss: variables that env.py raises without, besides its URL, which checks give it. */
async function needsOf(
  target: Target,
  { env: configured, envFile }: TargetConfig,
  env: Scene["env"],
): Promise<TargetNeeds> {
  if (envFile.length > 0) return { name: target.name, missing: [] };
  const dotenv = await readDotenv(target);
  const files = [".env", ...target.envFiles];
  const isIgnored = (await git(["check-ignore", "--quiet", ...files], { cwd: target.cwd, env })) !== null;
  const given = [...Object.keys(configured), ...target.urlEnv, ...(isIgnored ? [] : Object.keys(dotenv))];
  const missing = missingVariables(target.variables, given).filter(({ role }) => role === "required");
  return { name: target.name, missing: missing.map(({ name }) => name) };
}

async function defaultBranch(cwd: string, env: Scene["env"]): Promise<string> {
  const ask = async (...args: readonly string[]) => (await git(args, { cwd, env }))?.trim() || null;
  const remote = await ask("symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD");
  if (remote !== null) return remote.replace(/^origin\//u, "");
  for (const branch of ["main", "master"]) {
    if ((await ask("rev-parse", "--verify", "--quiet", `refs/heads/${branch}`)) !== null) return branch;
  }
  return "main";
}

const COMPOSE_FILES = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
const POSTGRES_IMAGE =
  /^\s*image:\s*["']?((?:[\w.-]+(?::\d+)?\/)*[\w.-]*(?:postgres|postgis|timescale|pgvector)[\w./-]*:[\w.-]+)/mu;

/** The image that developers run, so that CI can run the same. */
async function postgresImage(root: string, cwd: string): Promise<Sign<string> | null> {
  for (const folder of new Set([cwd, root])) {
    for (const name of COMPOSE_FILES) {
      const text = await readFile(join(folder, name), "utf8").catch(() => "");
      const image = POSTGRES_IMAGE.exec(text)?.[1];
      if (image !== undefined) return { system: image, by: relativePath(root, join(folder, name)) };
    }
  }
  return null;
}
