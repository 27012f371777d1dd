/**
 * `pnpm test`: builds the command, makes the Pythons that the tests need, runs every test and
 * writes one JSON report per part. `--full` runs the whole matrix of Pythons and Postgres majors.
 * The last line counts tests, failures included; it is taken from the reports.
 */
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { $ } from "zx";
import { ensureEnvironment, EnvironmentUnavailable } from "./python-environments.ts";

type Environment = Awaited<ReturnType<typeof ensureEnvironment>>;

const root = join(import.meta.dirname, "..");
const reports = join(root, "out", "test-reports");
const full = process.argv.includes("--full");
$.cwd = root;
$.verbose = false;
$.env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1" };

/** One run of vitest: what it is called, its projects, and what its tests see. */
interface Part {
  readonly name: string;
  readonly projects: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

await rm(reports, { recursive: true, force: true });
await mkdir(reports, { recursive: true });
await runOrExit("build", ["pnpm", "exec", "turbo", "run", "build", "--output-logs=errors-only"]);
const failedParts: string[] = [];
for (const part of await parts()) {
  if (!(await runPart(part))) failedParts.push(part.name);
}
const counts = await countTests();
// A part that died without a failed test (a crash, a broken import) is a failure too.
const silent = failedParts.filter((name) => !counts.partsWithFailures.has(name)).length;
const failed = counts.failed + silent;
if (failedParts.length > 0) console.error(`failed parts: ${failedParts.join(", ")}`);
console.log(`${counts.passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && counts.passed > 0 ? 0 : 1;

async function parts(): Promise<readonly Part[]> {
  const newest = await ensureEnvironment("newest");
  if (newest.note !== "") console.error(newest.note);
  await ensureEnvironment("shop");
  const env = { MIGRUN_TEST_PYTHON: newest.python };
  if (full)
    return [
      ...["unit", "e2e"].map((name) => onePart(name, { ...env, MIGRUN_TEST_FULL: "1" })),
      ...(await matrix(newest)),
    ];
  return ["unit", "integration", "e2e"].map((name) => onePart(name, env));
}

function onePart(project: string, env: Part["env"], name: string = project): Part {
  return { name, projects: [project], env };
}

/** Every pair of Alembic and SQLAlchemy, then every other Postgres major, over the integration tests. */
async function matrix(newest: Environment): Promise<readonly Part[]> {
  const all: Part[] = [];
  for (const name of ["oldest", "middle", "newest-2.0", "newest"] as const) {
    const environment = await available(name);
    if (environment === null) continue;
    const env = { MIGRUN_TEST_PYTHON: environment.python };
    // What does not depend on Python (every major, many kills) runs in full once.
    all.push(
      onePart(
        "integration",
        name === "newest" ? { ...env, MIGRUN_TEST_FULL: "1" } : env,
        `integration-${name}`,
      ),
    );
  }
  for (const major of ["14", "15", "16", "18"]) {
    const env = { MIGRUN_TEST_PYTHON: newest.python, MIGRUN_TEST_POSTGRES: major };
    all.push(onePart("integration", env, `integration-postgres-${major}`));
  }
  return all;
}

/** A pair that this index or machine does not offer is said to be missing, never silently left out. */
async function available(name: Parameters<typeof ensureEnvironment>[0]): Promise<Environment | null> {
  try {
    const environment = await ensureEnvironment(name);
    console.error(
      `${name}: ${environment.matches ? "" : "MISSING, instead "}${JSON.stringify(environment.versions)}`,
    );
    return environment;
  } catch (error) {
    if (!(error instanceof EnvironmentUnavailable)) throw error;
    console.error(`${name}: MISSING, ${error.message}`);
    return null;
  }
}

async function runPart(part: Part): Promise<boolean> {
  const projects = part.projects.flatMap((project) => ["--project", project]);
  const file = join(reports, `${part.name}.json`);
  console.error(`— ${part.name}`);
  const run = $({
    nothrow: true,
    stdio: "inherit",
    env: { ...process.env, ...part.env, VITEST_MAX_WORKERS: "2" },
  })`pnpm exec vitest run ${projects} --reporter=dot --reporter=json --outputFile.json=${file}`;
  return (await run).exitCode === 0;
}

async function countTests() {
  let passed = 0;
  let failedTests = 0;
  const partsWithFailures = new Set<string>();
  for (const name of await readdir(reports)) {
    const report = JSON.parse(await readFile(join(reports, name), "utf8")) as {
      numPassedTests: number;
      numFailedTests: number;
      numFailedTestSuites: number;
      testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
    };
    // A file that does not even load has no tests to count; it is one failure.
    const unloaded = report.testResults.filter(
      (one) => one.status === "failed" && one.assertionResults.length === 0,
    ).length;
    passed += report.numPassedTests;
    failedTests += report.numFailedTests + unloaded;
    if (report.numFailedTests + unloaded > 0) partsWithFailures.add(name.replace(/\.json$/, ""));
  }
  return { passed, failed: failedTests, partsWithFailures };
}

async function runOrExit(what: string, command: readonly string[]): Promise<void> {
  const run = await $({ nothrow: true, stdio: "inherit" })`${command}`;
  if (run.exitCode !== 0) {
    console.error(`${what} failed`);
    console.log("0 passed, 1 failed");
    process.exit(1);
  }
}
