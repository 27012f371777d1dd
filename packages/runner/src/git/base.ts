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
  const root = await gitLine(options, ["rev-parse", "--show-toplevel"]);
  if (root === null) return none("not a git repository, or git is not installed");
  if ((await gitLine(options, ["rev-parse", "--verify", "--quiet", "HEAD"])) === null)
    return none("no commit yet");
  if (options.since != null && options.since !== "") return await baseWith(options, root, options.since);
  for (const ref of [...ciRefs(options.env), ...(await defaultRefs(options))]) {
    if ((await gitLine(options, ["rev-parse", "--verify", "--quiet", `${ref}^{commit}`])) === null) continue;
    return await baseWith(options, root, ref);
  }
  return none("no default branch is known (origin/HEAD, main or master): pass --since REF");
}

async function baseWith(options: FindBaseOptions, root: string, ref: string): Promise<Base> {
  // A ref must not be taken for an option of git.
  const commit = ref.startsWith("-")
    ? null
    : await gitLine(options, ["rev-parse", "--verify", "--quiet", `${ref}^{commit}`]);
  if (commit === null) return none(`${ref} is not known to git${await shallowHint(options)}`);
  const base = await gitLine(options, ["merge-base", commit, "HEAD"]);
  if (base === null) return none(`HEAD and ${ref} have no commit in common${await shallowHint(options)}`);
  return { kind: "commit", ref, commit: base, root };
}

function none(reason: string): Base {
  return { kind: "none", reason };
}

/** The branch that a merge or pull request goes into, by GitHub's and GitLab's variables. */
function ciRefs(env: NodeJS.ProcessEnv): string[] {
  const refs: string[] = [];
  const exact = env["CI_MERGE_REQUEST_DIFF_BASE_SHA"];
  if (exact) refs.push(exact);
  for (const branch of [env["GITHUB_BASE_REF"], env["CI_MERGE_REQUEST_TARGET_BRANCH_NAME"]]) {
    if (branch) refs.push(`refs/remotes/origin/${branch}`, branch);
  }
  const fallback = env["CI_DEFAULT_BRANCH"];
  if (fallback) refs.push(`refs/remotes/origin/${fallback}`);
  return refs.map((ref) => ref.replace("refs/remotes/", "")).filter((ref) => !ref.startsWith("-"));
}

async function defaultRefs(options: FindBaseOptions): Promise<string[]> {
  const head = await gitLine(options, ["symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"]);
  return [...(head === null ? [] : [head]), "origin/main", "origin/master", "main", "master"];
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
