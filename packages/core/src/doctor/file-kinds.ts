import { baseName } from "../targets/paths.ts";

/** Where CI systems keep what they run, by the name of the system. */
const CI_FILES: readonly (readonly [system: string, pattern: RegExp])[] = [
  ["GitHub Actions", /(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$/u],
  ["Gitea Actions", /(?:^|\/)\.(?:gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/u],
  ["GitLab CI", /(?:^|\/)\.gitlab-ci\.ya?ml$|(?:^|\/)\.gitlab\/ci\/.+\.ya?ml$/u],
  ["CircleCI", /(?:^|\/)\.circleci\/[^/]+\.ya?ml$/u],
  ["Azure Pipelines", /(?:^|\/)\.?azure-pipelines[^/]*\.ya?ml$/u],
  ["Bitbucket Pipelines", /(?:^|\/)bitbucket-pipelines\.ya?ml$/u],
  ["Buildkite", /(?:^|\/)\.buildkite\/.+\.(?:ya?ml|sh)$/u],
  ["Jenkins", /(?:^|\/)Jenkinsfile[^/]*$/u],
  ["Travis CI", /(?:^|\/)\.travis\.ya?ml$/u],
  ["Drone", /(?:^|\/)\.drone\.ya?ml$/u],
  ["Woodpecker", /(?:^|\/)\.woodpecker(?:\.ya?ml|\/.+\.ya?ml)$/u],
];

/** The CI system that a file belongs to; null for any other file. */
export function ciSystemOf(file: string): string | null {
  return CI_FILES.find(([, pattern]) => pattern.test(file))?.[0] ?? null;
}

/** Is it Python source? */
export function isPython(file: string): boolean {
  return file.endsWith(".py");
}

/** Is it part of the tests: in a folder of tests, or named like a test? */
export function isTest(file: string): boolean {
  return (
    /(?:^|\/)(?:tests?|testing)\//u.test(file) ||
    /(?:^|\/)(?:conftest|test_[^/]*|[^/]*_test|tests)\.py$/u.test(file)
  );
}

/** Is it YAML? */
export function isYaml(file: string): boolean {
  return /\.ya?ml$/u.test(file);
}

/** Is it a Compose file? */
export function isCompose(file: string): boolean {
  return /(?:^|\/)(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/u.test(file);
}

/** Is it a Dockerfile or Containerfile? */
export function isDockerfile(file: string): boolean {
  return /^(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?$|\.[Dd]ockerfile$/u.test(baseName(file));
}

/** Is it a shell script, by its name? */
export function isShellScript(file: string): boolean {
  return /\.(?:sh|bash)$/u.test(file) || /^(?:docker-)?entrypoint$/u.test(baseName(file));
}

/** Is it a Makefile or justfile? */
export function isMakefile(file: string): boolean {
  return /^(?:GNU)?[Mm]akefile$|\.mk$|^\.?[Jj]ustfile$/u.test(baseName(file));
}

/** Does it name what a project depends on? */
export function isDependencyFile(file: string): boolean {
  return /^(?:requirements[\w.-]*\.(?:txt|in)|pyproject\.toml|Pipfile|setup\.(?:py|cfg)|environment\.ya?ml)$/u.test(
    baseName(file),
  );
}

/** Does it describe tasks of tools that are neither shell nor CI: tox, nox, Taskfile, hooks, package.json? */
export function isTaskFile(file: string): boolean {
  return /^(?:tox\.ini|noxfile\.py|Taskfile\.ya?ml|tasks\.py|package\.json|pyproject\.toml|setup\.cfg|lefthook\.ya?ml|\.pre-commit-config\.ya?ml|Procfile[\w.]*|turbo\.json|Earthfile|skaffold\.ya?ml|Tiltfile)$/u.test(
    baseName(file),
  );
}
