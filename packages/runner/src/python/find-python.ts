import { dirname, relative, resolve } from "node:path";
import { err, ok } from "@migrun/core";
import type { Result } from "@migrun/core";
import type { Environment, Interpreter, PythonProblem, TriedPython } from "./interpreter.ts";
import { OLDEST_ALEMBIC, OLDEST_PYTHON, isAtLeast } from "./interpreter.ts";
import type { FailedPython } from "./mend-python.ts";
import { mendCommand } from "./mend-python.ts";
import { createPythonProbe } from "./probe-python.ts";
import type { PythonFacts, PythonProbe } from "./probe-python.ts";
import type { PythonCandidate } from "./python-candidates.ts";
import { pythonCandidates } from "./python-candidates.ts";

/** For which target, and where, a Python is looked for. Paths are absolute. */
export interface FindPythonRequest {
  readonly targetCwd: string;
  /** Folder of the config file, where it is another one. */
  readonly configFolder?: string;
  /** Root of the repository: environments above it are not the project's. */
  readonly root: string;
  /** `python` of the configuration: a path (also of an environment's folder) or a command. Nothing else is tried then. */
  readonly configured: string | null;
  readonly env: Environment;
  /** The system's own Python, looked at last; left out: where Debian's package `alembic` is installed. */
  readonly systemPython?: string | null;
  /** Shared between targets, so that each interpreter is asked once; left out: one for this call. */
  readonly probe?: PythonProbe;
}

const SYSTEM_PYTHON = process.platform === "win32" ? null : "/usr/bin/python3";

/**
 * Finds the Python of a target, as its users would: configured, active environment, environment of the project,
 * its packaging tool's, PATH. It must import Alembic; nothing is installed, synced, locked or written.
 */
export async function findPython(request: FindPythonRequest): Promise<Result<Interpreter, PythonProblem>> {
  const { configured, env, root, systemPython = SYSTEM_PYTHON, probe = createPythonProbe(env) } = request;
  const folders = foldersUp(request);
  const tried: FailedPython[] = [];
  for await (const candidate of pythonCandidates({ folders, root, configured, systemPython, env })) {
    const facts = await probe(candidate.executable, request.targetCwd);
    const failed = judge(candidate, facts);
    if (failed === null && facts !== null) return ok(interpreterOf(candidate, facts, tried));
    if (failed !== null && !isSame(failed, tried)) tried.push(failed);
  }
  return err(await problemOf(tried, request, folders));
}

/** From the folder of the config and the working directory up to the root, nearest first. */
function foldersUp({ targetCwd, configFolder, root }: FindPythonRequest): readonly string[] {
  const folders = [configFolder ?? targetCwd, targetCwd].flatMap((start) => {
    const chain = [start];
    for (let folder = start; isBelow(folder, root);) {
      folder = dirname(folder);
      chain.push(folder);
    }
    return chain;
  });
  return [...new Set(folders)];
}

function isBelow(folder: string, root: string): boolean {
  const path = relative(root, folder);
  return path !== "" && !path.startsWith("..") && resolve(root, path) === folder;
}

function judge(candidate: PythonCandidate, facts: PythonFacts | null): FailedPython | null {
  const { shown, source } = candidate;
  const failed = (kind: FailedPython["kind"], reason: string) => ({ shown, source, facts, kind, reason });
  if (facts === null) return failed("not-python", "does not run");
  if (!isAtLeast(facts.python, OLDEST_PYTHON)) {
    return failed("old-python", `is Python ${facts.python}; ${OLDEST_PYTHON.join(".")} or later is needed`);
  }
  if (facts.alembic === null || facts.sqlalchemy === null) {
    return failed("no-alembic", `cannot import alembic (${shortError(facts)})`);
  }
  if (!isAtLeast(facts.alembic, OLDEST_ALEMBIC)) {
    return failed(
      "old-alembic",
      `has Alembic ${facts.alembic}; ${OLDEST_ALEMBIC.join(".")} or later is needed`,
    );
  }
  return null;
}

/** Python ends some import errors with the absolute path of a file. */
function shortError({ error }: PythonFacts): string {
  return error?.split("\n")[0]?.replace(/ \([^()]*[\\/][^()]*\)$/u, "") ?? "it has no version";
}

/** `python3` and `python` of PATH, and the system's, are often one and the same. */
function isSame(failed: FailedPython, tried: readonly FailedPython[]): boolean {
  return tried.some((one) => one.facts !== null && one.facts.prefix === failed.facts?.prefix);
}

function interpreterOf(
  { executable, source, shown }: PythonCandidate,
  facts: PythonFacts,
  tried: readonly FailedPython[],
): Interpreter {
  const { python, alembic, sqlalchemy, drivers } = facts;
  return {
    executable: facts.executable || executable,
    python,
    alembic: alembic ?? "",
    sqlalchemy: sqlalchemy ?? "",
    source,
    shown,
    drivers,
    tried: shownTries(tried),
  };
}

function shownTries(failed: readonly FailedPython[]): readonly TriedPython[] {
  return failed.map(({ shown, source, reason }) => ({ shown, source, reason }));
}

async function problemOf(
  failed: readonly FailedPython[],
  { configured, root }: FindPythonRequest,
  folders: readonly string[],
): Promise<PythonProblem> {
  const tried = shownTries(failed);
  const [first] = failed;
  if (configured !== null && (first === undefined || first.kind === "not-python")) {
    const message = `\`python\` is set to ${first?.shown ?? shownConfigured(configured, root)}, which does not exist or does not run.`;
    return {
      kind: "not-found",
      message,
      hint: "Set `python` to a Python that runs, or leave it out: then it is looked for.",
      tried,
    };
  }
  if (configured !== null && first?.kind === "old-python") {
    const hint = `Set \`python\` to Python ${OLDEST_PYTHON.join(".")} or later.`;
    const message = `\`python\` is set to ${first.shown}, which ${first.reason}.`;
    return { kind: "too-old", message, hint, tried };
  }
  const command = await mendCommand(failed, { folders, root });
  const running = failed.filter((one) => one.kind !== "not-python");
  const needed = OLDEST_PYTHON.join(".");
  // No Python at hand can make an environment: that one comes first.
  const hint = running.every((one) => one.kind === "old-python")
    ? `Install Python ${needed} or later, then run: ${command}`
    : command;
  const [oldest] = running;
  if (oldest === undefined) {
    return { kind: "not-found", message: `No Python was found; ${needed} or later is needed.`, hint, tried };
  }
  if (running.every((one) => one.kind === "old-python" || one.kind === "old-alembic")) {
    return { kind: "too-old", message: `${oldest.shown} ${oldest.reason}.`, hint, tried };
  }
  return { kind: "no-alembic", message: "No Python was found that can import Alembic.", hint, tried };
}

function shownConfigured(configured: string, root: string): string {
  const path = relative(root, resolve(root, configured));
  return path.startsWith("..") ? configured : path;
}
