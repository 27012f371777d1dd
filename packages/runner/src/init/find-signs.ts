import { readFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { isRecord, parseJson } from "@migrun/core";
import type { CiSystem, HookSystem, RepositoryFacts, Sign } from "@migrun/core";
import { git } from "../git/git.ts";

type Environment = Readonly<Record<string, string | undefined>>;
type Signs = Pick<
  RepositoryFacts,
  "ci" | "otherCi" | "hooks" | "isDependency" | "hasGitlabFile" | "gitlabRunsMigrun"
>;

/** Files by which a system is known, the first that is there counts. */
type Marks<T extends string> = readonly (readonly [system: T, ...files: string[]])[];

const CI_MARKS: Marks<CiSystem> = [
  ["github", ".github/workflows"],
  ["gitlab", ".gitlab-ci.yml"],
];
const OTHER_CI_MARKS: Marks<string> = [
  ["CircleCI", ".circleci/config.yml"],
  ["Jenkins", "Jenkinsfile"],
  ["Azure Pipelines", "azure-pipelines.yml"],
  ["Bitbucket Pipelines", "bitbucket-pipelines.yml"],
  ["Buildkite", ".buildkite/pipeline.yml", ".buildkite/pipeline.yaml", ".buildkite"],
  ["Forgejo Actions", ".forgejo/workflows"],
  ["Gitea Actions", ".gitea/workflows"],
  ["Woodpecker", ".woodpecker.yml", ".woodpecker.yaml", ".woodpecker"],
  ["Drone", ".drone.yml"],
  ["Semaphore", ".semaphore/semaphore.yml"],
  ["TeamCity", ".teamcity"],
  ["Travis CI", ".travis.yml"],
  ["AppVeyor", "appveyor.yml", ".appveyor.yml"],
  ["Google Cloud Build", "cloudbuild.yaml", "cloudbuild.yml"],
  ["AWS CodeBuild", "buildspec.yml"],
];
const HOOK_MARKS: Marks<HookSystem> = [
  ["pre-commit", ".pre-commit-config.yaml"],
  [
    "lefthook",
    ...["lefthook", ".lefthook", ".config/lefthook"].flatMap((name) =>
      ["yml", "yaml", "toml", "json"].map((extension) => `${name}.${extension}`),
    ),
  ],
  ["husky", ".husky"],
];

/** A line that runs all checks, commented out or not is told apart. */
const RUNS_MIGRUN = /^[^#\n]*\bmigrun(?:@[^\s"']+)?["']?\s+all\b/mu;

/** CI and hook systems of a repository, by their files; where there is no file, the remote tells which CI it is. */
export async function findSigns(root: string, env: Environment): Promise<Signs> {
  const [ci, otherCi, hooks] = [CI_MARKS, OTHER_CI_MARKS, HOOK_MARKS].map((marks) => marked(marks, root));
  const listed = await npmDependencies(root);
  const byList: readonly Sign<HookSystem>[] = (["lefthook", "husky"] as const)
    .filter((name) => listed.has(name) && !hooks?.some(({ system }) => system === name))
    .map((system) => ({ system, by: "package.json" }));
  const isMarked = (ci?.length ?? 0) + (otherCi?.length ?? 0) > 0;
  return {
    ci: isMarked ? (ci as readonly Sign<CiSystem>[]) : await ciOfRemote(root, env),
    otherCi: otherCi ?? [],
    hooks: [...(hooks as readonly Sign<HookSystem>[]), ...byList],
    isDependency: listed.has("migrun"),
    hasGitlabFile: existsSync(join(root, ".gitlab-ci.yml")),
    gitlabRunsMigrun: RUNS_MIGRUN.test(await readFile(join(root, ".gitlab-ci.yml"), "utf8").catch(() => "")),
  };
}

function marked<T extends string>(marks: Marks<T>, root: string): readonly Sign<T>[] {
  return marks.flatMap(([system, ...files]) => {
    const by = files.find((file) => existsSync(join(root, file)));
    return by === undefined ? [] : [{ system, by }];
  });
}

/** The host of `origin` alone decides; its URL may hold a token and is shown nowhere. */
async function ciOfRemote(root: string, env: Environment): Promise<readonly Sign<CiSystem>[]> {
  const url = (await git(["config", "--get", "remote.origin.url"], { cwd: root, env }))?.trim() ?? "";
  const host = /^(?:\w+:\/\/)?(?:[^@/]*@)?([\w.-]+)[:/]/u.exec(url)?.[1] ?? "";
  if (host === "github.com") return [{ system: "github", by: "remote origin" }];
  return /(?:^|\.)gitlab\./u.test(host) ? [{ system: "gitlab", by: "remote origin" }] : [];
}

async function npmDependencies(root: string): Promise<ReadonlySet<string>> {
  const text = await readFile(join(root, "package.json"), "utf8").catch(() => null);
  const parsed = text === null ? null : parseJson(text);
  if (!parsed?.ok || !isRecord(parsed.value)) return new Set();
  const { dependencies, devDependencies } = parsed.value;
  return new Set(
    [dependencies, devDependencies].flatMap((list) => (isRecord(list) ? Object.keys(list) : [])),
  );
}
