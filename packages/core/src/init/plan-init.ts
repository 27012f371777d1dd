import { githubWorkflow } from "./github-workflow.ts";
import { GITLAB_INCLUDE, gitlabPipeline } from "./gitlab-pipeline.ts";
import { hookFile } from "./hook-files.ts";
import { projectFile, PYTHON_VERSION } from "./python-steps.ts";
import type { CiSystem, HookSystem, RepositoryFacts } from "./repository-facts.ts";
import { yamlText } from "./yaml-text.ts";

/** What the command line said. */
export interface InitRequest {
  /** Null: what was found. */
  readonly ci: CiSystem | "none" | null;
  readonly hook: HookSystem | "none" | null;
  /** A Postgres service of CI instead of migrun's own. */
  readonly postgresService: boolean;
  /** The version that CI and hooks are pinned to. */
  readonly version: string;
}

/** The request with everything decided that a pipeline needs. */
export interface InitChoices {
  readonly postgresService: boolean;
  readonly postgresImage: string;
  readonly version: string;
}

/** A file that `init` would make. */
export interface InitFile {
  readonly kind: "configuration" | "pipeline" | "hook";
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly isExecutable: boolean;
  /** What to add where the file exists; null: nothing can be added, the two have to be compared. */
  readonly byHand: string | null;
  /** An existing file that holds this has it already; null: only the whole text counts. */
  readonly mark: string | null;
  /** A step for once, after it is written; null if none. */
  readonly next: string | null;
}

/** Everything that `init` has to say and to write. */
export interface InitPlan {
  /** What was found: what, and where or why. */
  readonly found: readonly (readonly [what: string, detail: string])[];
  readonly files: readonly InitFile[];
  /** What is not written, and why. */
  readonly notes: readonly string[];
}

const DEFAULT_IMAGE = "postgres:17";

/** Makes the plan: the smallest set of files that checks this repository in CI and before commits. */
export function planInit(facts: RepositoryFacts, request: InitRequest): InitPlan {
  const choices = {
    postgresService: request.postgresService,
    postgresImage: facts.postgresImage?.system ?? DEFAULT_IMAGE,
    version: request.version,
  };
  const config = configuration(facts);
  const ci = pipelines(facts, request);
  const hook = hooks(facts, request);
  return {
    found: foundRows(facts),
    files: [
      ...(config.file === null ? [] : [config.file]),
      ...ci.systems.map((system) => pipelineFile(system, facts, choices)),
      ...(hook.system === null ? [] : [hookPlan(hook.system, facts, request.version)]),
      ...(ci.systems.includes("gitlab") && facts.hasGitlabFile && !facts.gitlabRunsMigrun
        ? [gitlabInclude()]
        : []),
    ],
    notes: [...config.notes, ...ci.notes, ...hook.notes],
  };
}

function foundRows(facts: RepositoryFacts): InitPlan["found"] {
  const names = facts.targets.map(({ name }) => name);
  const shown = names.length > 8 ? [...names.slice(0, 8), `${names.length - 8} more`] : names;
  const signs = (all: readonly { readonly system: string; readonly by: string }[]): string =>
    all.length === 0 ? "none found" : all.map(({ system, by }) => `${system} (${by})`).join(", ");
  const pythons = facts.pythons.map((one) => ({ system: MANAGER_NAMES[one.manager], by: projectFile(one) }));
  const ci = [...facts.ci.map(({ system, by }) => ({ system: CI_NAMES[system], by })), ...facts.otherCi];
  return [
    ["targets", shown.join(", ")],
    [
      "Python",
      pythons.length === 0
        ? "no lock file, no requirements: complete the step that installs"
        : signs(pythons),
    ],
    ["Python version", pythonVersionRow(facts.pythonVersion)],
    ["CI", signs(ci)],
    ["hooks", signs(facts.hooks)],
  ];
}

function pythonVersionRow(found: RepositoryFacts["pythonVersion"]): string {
  return found === null
    ? `${PYTHON_VERSION}: nothing in the repository says one`
    : `${found.system} (${found.by})`;
}

const MANAGER_NAMES = {
  uv: "uv",
  poetry: "poetry",
  pdm: "pdm",
  pipenv: "pipenv",
  conda: "conda",
  pip: "pip",
  project: "pip",
} as const;
const CI_NAMES = { github: "GitHub Actions", gitlab: "GitLab" } as const;

interface Configuration {
  readonly file: InitFile | null;
  readonly notes: readonly string[];
}

/** Only what discovery cannot know: values that an env.py raises without. */
function configuration({ targets, folder, configFiles }: RepositoryFacts): Configuration {
  const needing = targets.filter(({ missing }) => missing.length > 0);
  if (needing.length === 0) {
    const note =
      configFiles.length > 0
        ? `${configFiles.join(", ")} is in force; nothing has to be added to it`
        : "no configuration file is needed: everything is found";
    return { file: null, notes: [note] };
  }
  const body = [
    "targets:",
    ...needing.flatMap(({ name, missing }) => [
      `  ${yamlText(name)}:`,
      "    env: # env.py raises without these; any value will do for checks",
      ...missing.map((variable) => `      ${variable}: placeholder`),
    ]),
  ].join("\n");
  const own = folder === "" ? "" : `${folder}/`;
  const [existing] = configFiles;
  return {
    file: {
      kind: "configuration",
      path: existing ?? `${own}migrun.config.yaml`,
      text: `${body}\n`,
      isExecutable: false,
      byHand: `${body}\n`,
      mark: null,
      next: null,
    },
    notes: [],
  };
}

function pipelines(
  facts: RepositoryFacts,
  request: InitRequest,
): { readonly systems: readonly CiSystem[]; readonly notes: readonly string[] } {
  if (request.ci === "none") return { systems: [], notes: [] };
  if (request.ci !== null) return { systems: [request.ci], notes: [] };
  const others = facts.otherCi.map(
    ({ system }) =>
      `no pipeline is written for ${system}: install the Python packages there, fetch the whole git history, and run \`npx -y migrun@${request.version} all --report junit=migrun.xml\``,
  );
  if (facts.ci.length > 0 || others.length > 0)
    return { systems: facts.ci.map(({ system }) => system), notes: others };
  return { systems: [], notes: ["no CI system was found: --ci=github or --ci=gitlab writes a pipeline"] };
}

function hooks(
  facts: RepositoryFacts,
  request: InitRequest,
): { readonly system: HookSystem | null; readonly notes: readonly string[] } {
  if (request.hook === "none") return { system: null, notes: [] };
  if (request.hook !== null) return { system: request.hook, notes: [] };
  const [only, ...more] = facts.hooks;
  if (only !== undefined && more.length === 0) return { system: only.system, notes: [] };
  const why = only === undefined ? "no hook system was found" : "there are several hook systems";
  return { system: null, notes: [`${why}: --hook=pre-commit, lefthook or husky writes a hook`] };
}

function pipelineFile(system: CiSystem, facts: RepositoryFacts, choices: InitChoices): InitFile {
  const github = system === "github";
  const path = github
    ? ".github/workflows/migrun.yml"
    : facts.hasGitlabFile && !facts.gitlabRunsMigrun
      ? GITLAB_INCLUDE
      : ".gitlab-ci.yml";
  const mark = !github && facts.gitlabRunsMigrun ? "migrun" : null;
  const text = github ? githubWorkflow(facts, choices) : gitlabPipeline(facts, choices);
  return { kind: "pipeline", path, text, isExecutable: false, byHand: null, mark, next: null };
}

/** The one line that makes GitLab see the job: for the reader to add, since the file is there. */
function gitlabInclude(): InitFile {
  const text = `include:\n  - local: ${GITLAB_INCLUDE}\n`;
  return {
    kind: "pipeline",
    path: ".gitlab-ci.yml",
    text,
    isExecutable: false,
    byHand: text,
    mark: GITLAB_INCLUDE,
    next: null,
  };
}

function hookPlan(system: HookSystem, facts: RepositoryFacts, version: string): InitFile {
  return { kind: "hook", mark: "migrun quick", ...hookFile(system, facts, version) };
}
