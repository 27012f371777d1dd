import type { InitChoices } from "./plan-init.ts";
import { MANAGER_STEPS, projectFile, PYTHON_VERSION, UNKNOWN_PACKAGES } from "./python-steps.ts";
import type { PythonProject, RepositoryFacts } from "./repository-facts.ts";
import { indent, yamlText } from "./yaml-text.ts";

/** Actions of GitHub itself by major, as its own pages do; the one of somebody else by commit. */
const CHECKOUT = "actions/checkout@v5";
const SETUP_PYTHON = "actions/setup-python@v6";
const CACHE = "actions/cache@v5";
const UPLOAD = "actions/upload-artifact@v6";
const SETUP_UV = "astral-sh/setup-uv@20cfd1bf945f4377ade1205e4dbc17946fc9a30d # v10.0.1";

/** `.github/workflows/migrun.yml` for this repository. */
export function githubWorkflow(facts: RepositoryFacts, choices: InitChoices): string {
  return `${[
    "# Checks every Alembic history of this repository on a throw-away database of its own.",
    "name: migrations",
    "on:",
    "  pull_request:",
    "  # Two pull requests, each fine alone, can make two heads together: a merge queue sees that.",
    "  merge_group:",
    "  push:",
    `    branches: [${yamlText(facts.defaultBranch)}]`,
    "permissions:",
    "  contents: read",
    "concurrency:",
    "  group: ${{ github.workflow }}-${{ github.ref }}",
    "  cancel-in-progress: ${{ github.event_name == 'pull_request' }}",
    "jobs:",
    "  migrations:",
    "    runs-on: ubuntu-latest",
    "    timeout-minutes: 15",
    "    env:",
    `      MIGRUN_VERSION: ${yamlText(choices.version)}`,
    ...(facts.folder === ""
      ? []
      : ["    defaults:", "      run:", `        working-directory: ${yamlText(facts.folder)}`]),
    ...indent(choices.postgresService ? service(choices.postgresImage) : [], 4),
    "    steps:",
    ...indent(steps(facts, choices), 6),
  ].join("\n")}\n`;
}

function service(image: string): readonly string[] {
  return [
    "services:",
    "  postgres:",
    `    image: ${image}`,
    "    env:",
    "      POSTGRES_PASSWORD: postgres",
    '    ports: ["5432:5432"]',
    '    options: --health-cmd "pg_isready -U postgres" --health-interval 1s --health-retries 60',
  ];
}

function steps(facts: RepositoryFacts, choices: InitChoices): readonly string[] {
  return [
    `- uses: ${CHECKOUT}`,
    "  with:",
    "    fetch-depth: 0 # tells new revisions from released ones",
    "    persist-credentials: false",
    ...pythonSteps(facts),
    `- uses: ${CACHE}`,
    "  with:",
    "    path: |",
    "      ~/.npm",
    "      ${{ runner.temp }}/migrun-cache",
    "    key: migrun-${{ env.MIGRUN_VERSION }}-${{ runner.os }}-${{ runner.arch }}",
    "- run: >-",
    '    npx -y "migrun@$MIGRUN_VERSION" all --format github',
    '    --report junit="$RUNNER_TEMP/migrun/junit.xml" --report json="$RUNNER_TEMP/migrun/report.json"',
    "  env:",
    "    MIGRUN_CACHE_DIR: ${{ runner.temp }}/migrun-cache",
    ...(choices.postgresService
      ? ["    MIGRUN_SERVER: postgresql://postgres:postgres@localhost:5432/postgres"]
      : []),
    `- uses: ${UPLOAD}`,
    "  if: ${{ !cancelled() }}",
    "  with:",
    "    name: migrun",
    "    path: ${{ runner.temp }}/migrun",
    "    if-no-files-found: ignore",
  ];
}

function pythonSteps({ pythons, folder, pythonVersion }: RepositoryFacts): readonly string[] {
  const managers = [...new Set(pythons.map(({ manager }) => manager))];
  const needsPython = pythons.some(({ manager }) => manager !== "uv" && manager !== "conda");
  return [
    ...(needsPython || pythons.length === 0 ? setupPython(pythons, pythonVersion) : []),
    ...managers.flatMap((manager) => {
      if (manager === "uv") return [`- uses: ${SETUP_UV}`, "  with:", "    enable-cache: true"];
      // The runner has conda, outside of PATH; migrun finds its environments by CONDA_EXE.
      if (manager === "conda")
        return [
          `- run: |`,
          '    echo "CONDA_EXE=$CONDA/bin/conda" >> "$GITHUB_ENV"',
          '    echo "$CONDA/bin" >> "$GITHUB_PATH"',
        ];
      const { tool } = MANAGER_STEPS[manager];
      return tool === null ? [] : [`- run: pipx install ${tool}`];
    }),
    ...(pythons.length === 0 ? [`- run: ${UNKNOWN_PACKAGES}`] : []),
    ...pythons.flatMap((project) => installStep(project, folder)),
  ];
}

function installStep(project: PythonProject, folder: string): readonly string[] {
  const step = [`- run: ${MANAGER_STEPS[project.manager].install(project)}`];
  if (project.folder === folder) return step;
  return [...step, `  working-directory: ${yamlText(project.folder === "" ? "." : project.folder)}`];
}

/** A file that setup-python reads stays the one place; but a range in pyproject.toml says less than what CI or an image has. */
function setupPython(
  pythons: readonly PythonProject[],
  version: RepositoryFacts["pythonVersion"],
): readonly string[] {
  const isExact =
    version !== null && !/(?:^|\/)(?:pyproject\.toml|\.python-version|pyvenv\.cfg)$/u.test(version.by);
  const named = pythons.find(
    ({ versionFile }) => versionFile === ".python-version" || (versionFile !== null && !isExact),
  );
  const cached = pythons.filter(({ manager }) => MANAGER_STEPS[manager].cache !== null);
  const caches = new Set(cached.map(({ manager }) => MANAGER_STEPS[manager].cache));
  const [cache] = caches;
  const files = cached.map((project) =>
    projectFile(project.manager === "project" ? { ...project, file: "pyproject.toml" } : project),
  );
  return [
    `- uses: ${SETUP_PYTHON}`,
    "  with:",
    named === undefined
      ? `    python-version: "${version?.system ?? PYTHON_VERSION}"${version === null ? "" : ` # as in ${version.by.replaceAll(/\s+/gu, " ")}`}`
      : `    python-version-file: ${yamlText(projectFile({ ...named, file: named.versionFile ?? "" }))}`,
    // The action keeps one manager's cache; poetry and pipenv must be there before it can.
    ...(caches.size === 1 && cache === "pip"
      ? ["    cache: pip", "    cache-dependency-path: |", ...files.map((file) => `      ${file}`)]
      : []),
  ];
}
