/**
 * `pnpm test:world`: runs migrun on published packages that ship an Alembic history, and holds each finding
 * against the verdict in `world/`. `-- NAME…` takes some of them only; `--record` adds what has no verdict yet to the
 * files, to be looked at, and writes the numbers of what lint found. A full run writes `docs/world.md`.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { $ } from "zx";
import { describeMachine } from "../benchmarks/machine.ts";
import { startServer } from "../benchmarks/postgres.ts";
import type { Report } from "../packages/core/src/index.ts";
import { disagreements, judgeFindings } from "./world/judge-findings.ts";
import { countLint, judgeLint, unseenCodes } from "./world/judge-lint.ts";
import { type PlainRun, runPlainAlembic } from "./world/plain-alembic.ts";
import { type Fixed, renderWorld, type WorldResult } from "./world/render-world.ts";
import { runInWorld, variablesOf, type WorldPlace } from "./world/run-in-world.ts";
import { ensureWorldEnvironment } from "./world/world-environment.ts";
import { readLintVerdicts, readWorld, type WorldPackage } from "./world/world-package.ts";

/** Fewer prove little. */
const ENOUGH = 10;

const root = join(import.meta.dirname, "..");
const cache = join(root, ".cache", "world");
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { record: { type: "boolean", default: false } },
});
$.cwd = root;
$.verbose = false;

await $`pnpm exec turbo run build --output-logs=errors-only`;
const all = await readWorld(join(root, "world"));
const wanted = all.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const scratch = await mkdtemp(join(tmpdir(), "migrun-world-"));
const server = await startServer();
const results: WorldResult[] = [];
const missing: { name: string; reason: string }[] = [];
const problems: string[] = [];
try {
  for (const entry of wanted) await take(entry);
} finally {
  await server.stop();
  await rm(scratch, { recursive: true, force: true });
}
const lintVerdicts = await readLintVerdicts(join(root, "world"));
const unseen = unseenCodes(
  results.flatMap(({ targets }) => targets),
  lintVerdicts,
);
problems.push(...unseen.map((code) => `nobody looked at ${code}`));
const changed = (await $`git status --porcelain -- world`).stdout.trim();
if (changed !== "" && !flags.record) problems.push(`files below world/ were changed:\n${changed}`);
if (positionals.length === 0) {
  if (results.length < ENOUGH) problems.push(`only ${results.length} packages could be installed`);
  if (missing.length === 0) await writePage();
}
for (const { name, reason } of missing) console.error(`${name}: MISSING, ${reason}`);
for (const problem of problems) console.error(problem);
console.log(`${results.length} packages, ${missing.length} missing`);
console.log(`${results.length - failedPackages()} passed, ${problems.length} failed`);
process.exitCode = problems.length === 0 && results.length > 0 ? 0 : 1;

async function take(entry: WorldPackage): Promise<void> {
  const environment = await ensureWorldEnvironment(entry, cache);
  if (environment.kind === "missing") {
    missing.push({ name: entry.name, reason: environment.reason });
    return;
  }
  const home = join(scratch, entry.name);
  const place = { folder: environment.folder, python: environment.python, home };
  const report = await runMigrun(entry, place);
  const plain = new Map<string, PlainRun>();
  for (const target of entry.noPlainRun === null ? report.targets : []) {
    const one = await runPlainAlembic({
      folder: entry.folder,
      section: target.section,
      settings: entry.targets[target.name] ?? {},
      environment: environment.folder,
      scratch: join(home, "plain", target.section),
      port: server.port,
      env: variablesOf(place),
    });
    if (one === null) continue;
    plain.set(target.name, one);
    problems.push(...disagreements(target, one).map((text) => `${entry.name}: ${text}`));
  }
  const judged = judgeFindings(report.targets, entry.verdicts);
  problems.push(...judged.problems.map((text) => `${entry.name}: ${text}`));
  if (flags.record && judged.unjudged.length > 0) {
    const verdicts = JSON.stringify([...entry.verdicts, ...judged.unjudged], null, 2);
    await writeFile(join(entry.folder, "verdicts.json"), `${verdicts}\n`);
  }
  const counts = countLint(report.targets);
  if (flags.record) await writeFile(join(entry.folder, "lint.json"), `${JSON.stringify(counts, null, 2)}\n`);
  const recorded = flags.record ? counts : entry.lint;
  problems.push(...judgeLint(counts, recorded).map((text) => `${entry.name}: ${text}`));
  const { python, alembic, sqlalchemy } = report.versions;
  const versions = `Python ${python}, Alembic ${alembic}, SQLAlchemy ${sqlalchemy}`;
  results.push({ entry, versions, targets: report.targets, plain });
  console.error(
    `${entry.name}: ${report.targets.map(({ findings }) => findings.length).join(" + ")} findings`,
  );
}

async function runMigrun(entry: WorldPackage, place: WorldPlace): Promise<Report> {
  const report = await runInWorld(entry, place, "all");
  for (const { message } of report.problems) problems.push(`${entry.name}: ${message}`);
  for (const target of report.targets) {
    const broken = target.checks.filter((check) => check.status === "error");
    problems.push(...broken.map((check) => `${entry.name}: ${target.name}: ${check.id}: ${check.reason}`));
  }
  return report;
}

async function writePage(): Promise<void> {
  const fixed = JSON.parse(await readFile(join(root, "world", "fixed.json"), "utf8")) as readonly Fixed[];
  const page = renderWorld(results, missing, {
    machine: `${describeMachine()}, ${server.version}.`,
    fixed,
    lint: lintVerdicts,
  });
  await writeFile(join(root, "docs", "world.md"), page);
}

function failedPackages(): number {
  return results.filter(({ entry }) => problems.some((text) => text.startsWith(`${entry.name}: `))).length;
}
