import { existsSync } from "node:fs";
import { repositoryRoot } from "./repository-root.ts";

/** Local git commands take milliseconds, seconds in a huge tree; a hanging file system must not hang the run. */
const GIT_TIMEOUT_MS = 30_000;

/** Set while git runs a hook, for the folder of the hook: here the folder decides. */
const INSIDE_HOOKS = new Set(["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"]);

/** What a git command prints; null if it fails. Never asks, never takes locks, never fetches. */
export async function git(
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly signal?: AbortSignal;
    readonly input?: string;
  },
): Promise<string | null> {
  // Where there is no repository, there is nothing to ask: not even a process is started.
  if (!existsSync(options.cwd) || repositoryRoot(options.cwd) === null) return null;
  const outside = Object.entries(options.env).filter(([name]) => !INSIDE_HOOKS.has(name));
  const env = {
    ...Object.fromEntries(outside),
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
    LC_ALL: "C",
  };
  options.signal?.throwIfAborted();
  const output = await run(args, { ...options, env });
  options.signal?.throwIfAborted();
  return output;
}

/** Asked directly: loading zx takes as long as git takes for all that a run asks of it (decision 0047). */
async function run(
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly env: NodeJS.ProcessEnv;
    readonly signal?: AbortSignal;
    readonly input?: string;
  },
): Promise<string | null> {
  const { execFile } = await import("node:child_process");
  const { cwd, env, signal, input } = options;
  return await new Promise((resolve) => {
    const settings = { cwd, env, signal, timeout: GIT_TIMEOUT_MS, maxBuffer: Number.MAX_SAFE_INTEGER };
    const child = execFile("git", args, { ...settings, encoding: "utf8" }, (error, stdout) => {
      resolve(error === null ? stdout : null);
    });
    // git may end without reading all of it.
    child.stdin?.on("error", () => {});
    child.stdin?.end(input ?? "");
  });
}
