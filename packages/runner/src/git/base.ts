import { readFile } from "node:fs/promises";
import { isRecord } from "@migrun/core";
import { git } from "./git.ts";

/** What the run is compared with. */
export type Base =
  | {
      readonly kind: "commit";
      /** The ref that was meant, as people know it: `origin/main`, or what `--since` said. */
      readonly ref: string;
      /** Full id of the merge base with it. */
      readonly commit: string;
      /** Absolute top folder of the repository. */
      readonly root: string;
    }
  /** Everything counts as new; `reason` goes into the report. */
  | { readonly kind: "none"; readonly reason: string };

/** How the base is found. */
export interface FindBaseOptions {
  readonly cwd: string;
  /** `--since REF`. */
  readonly since?: string | null;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

/**
 * Finds the commit that released revisions are read from: the merge base of HEAD with `--since`, else
 * with the branch that CI says is merged into, else with the default branch. Never fetches.
 */
export async function findBase(options: FindBaseOptions): Promise<Base> {
  const since = options.since === "" ? null : (options.since ?? null);
  const wanted = since === null ? await ciRefs(options.env) : [since];
  const [root, known, head] = await Promise.all([
    gitLine(options, ["rev-parse", "--show-toplevel"]),
    commitsOf(options, ["HEAD", ...wanted, REMOTE_HEAD, ...DEFAULT_REFS]),
    since === null ? gitLine(options, ["symbolic-ref", "--quiet", "--short", REMOTE_HEAD]) : null,
  ]);
  if (root === null) return none("not a git repository, or git is not installed");
  if (known.get("HEAD") === undefined) return none("no commit yet");
  if (since !== null) return await baseWith(options, since, { root, known });
  // Whoever checks out something else than GitHub's merge commit has another parent there.
  if (known.get("HEAD") !== options.env["GITHUB_SHA"]) known.delete(MERGED_INTO);
  const refs = [...wanted, ...(head === null ? [] : [head]), ...DEFAULT_REFS];
  const ref = refs.find((one) => known.has(one) || (one === head && known.has(REMOTE_HEAD)));
  if (ref === undefined) {
    const hint = await shallowHint(options);
    if (hint !== "") return none(`the branch that this goes into is not known${hint}`);
    return none("no default branch is known (origin/HEAD, main or master): pass --since REF");
  }
  const commit = known.get(ref) ?? known.get(REMOTE_HEAD);
  return await baseWith(options, ref, {
    root,
    known: commit === undefined ? known : new Map([...known, [ref, commit]]),
  });
}

const MERGED_INTO = "HEAD^1";
const REMOTE_HEAD = "refs/remotes/origin/HEAD";
const DEFAULT_REFS = ["origin/main", "origin/master", "main", "master"];

/** The commits that refs stand for, all asked with one command; those that git does not know are left out. */
async function commitsOf(options: FindBaseOptions, refs: readonly string[]): Promise<Map<string, string>> {
  // A line break would make two questions of one; no ref has any.
  const asked = refs.filter((ref) => !/[\n\r\0]/.test(ref));
  const input = asked.map((ref) => `${ref}^{commit}\n`).join("");
  const output = await git(["cat-file", "--batch-check=%(objectname) %(objecttype)"], { ...options, input });
  const lines = (output ?? "").split("\n");
  return new Map(
    asked.flatMap((ref, index) => {
      const commit = /^(\w+) commit$/.exec(lines[index] ?? "")?.[1];
      return commit === undefined ? [] : [[ref, commit] as const];
    }),
  );
}

async function baseWith(
  options: FindBaseOptions,
  ref: string,
  { root, known }: { readonly root: string; readonly known: ReadonlyMap<string, string> },
): Promise<Base> {
  const commit = known.get(ref);
  if (commit === undefined) return none(`${ref} is not known to git${await shallowHint(options)}`);
  const isHead = commit === known.get("HEAD");
  const base = isHead ? commit : await gitLine(options, ["merge-base", commit, "HEAD"]);
  if (base === null) return none(`HEAD and ${ref} have no commit in common${await shallowHint(options)}`);
  return { kind: "commit", ref, commit: base, root };
}

function none(reason: string): Base {
  return { kind: "none", reason };
}

/**
 * What a merge or pull request, or a group of a merge queue, goes into, by GitHub's and GitLab's
 * variables. In a merge queue GITHUB_BASE_REF is empty: the event's file has the commit.
 */
async function ciRefs(env: NodeJS.ProcessEnv): Promise<string[]> {
  const event = await githubEvent(env["GITHUB_EVENT_PATH"]);
  const exact = [
    textAt(event, "merge_group", "base_sha"),
    // Only where HEAD is merged already, with its target or with what will be merged before it (a merge train).
    env["CI_MERGE_REQUEST_TARGET_BRANCH_SHA"],
    env["CI_MERGE_REQUEST_DIFF_BASE_SHA"],
  ];
  const refs = exact.filter((sha) => sha !== null && sha !== undefined && sha !== "") as string[];
  for (const branch of [env["GITHUB_BASE_REF"], env["CI_MERGE_REQUEST_TARGET_BRANCH_NAME"]]) {
    if (branch) refs.push(`refs/remotes/origin/${branch}`, branch);
  }
  // A clone of depth 2 has the merge commit and its parents, and no branch of the base.
  const tip = textAt(event, "pull_request", "base", "sha");
  if (tip !== null) refs.push(tip);
  // The event may be older than what the merge commit was made of.
  if (/^refs\/pull\/\d+\/merge$/.test(env["GITHUB_REF"] ?? "")) refs.push(MERGED_INTO);
  const fallback = env["CI_DEFAULT_BRANCH"];
  if (fallback) refs.push(`refs/remotes/origin/${fallback}`);
  return refs.map((ref) => ref.replace("refs/remotes/", "")).filter((ref) => !ref.startsWith("-"));
}

/** The event that started a workflow of GitHub; null elsewhere, and where the file is not to be read. */
async function githubEvent(path: string | undefined): Promise<unknown> {
  if (path === undefined || path === "") return null;
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return null;
  }
}

function textAt(value: unknown, ...keys: readonly string[]): string | null {
  const found = keys.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : null), value);
  return typeof found === "string" ? found : null;
}

async function shallowHint(options: FindBaseOptions): Promise<string> {
  const shallow = await gitLine(options, ["rev-parse", "--is-shallow-repository"]);
  return shallow === "true"
    ? " in this shallow clone: fetch the whole history (actions/checkout: fetch-depth: 0)"
    : "";
}

async function gitLine(
  options: Pick<FindBaseOptions, "cwd" | "env" | "signal">,
  args: readonly string[],
): Promise<string | null> {
  const output = await git(args, options);
  return output === null || output.trim() === "" ? null : output.trim();
}
