/**
 * `tsx scripts/first-use.ts`: tries migrun as a new user would, on a repository that has grown for
 * years, and writes what was seen into docs/first-use.md. Fails where an exit code is not the expected one.
 */
import { execFile } from "node:child_process";
import { appendFile, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { $ } from "zx";
import { writeNewRevision, writeRepository } from "./first-use/repository.ts";
import { startPlatformServer } from "./first-use/server.ts";
import { ensureEnvironment } from "./python-environments.ts";

const root = join(import.meta.dirname, "..");
const page = join(root, "docs", "first-use.md");
const check = process.argv.includes("--check");

await $({
  cwd: root,
  quiet: true,
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1" },
})`pnpm exec turbo run build --filter=migrun --output-logs=errors-only`;
const { python } = await ensureEnvironment("newest");
const folder = join(await realpath(await mkdtemp(join(tmpdir(), "first-use-"))), "orchard");
const server = await startPlatformServer();
const written: string[] = [];
try {
  await tell();
} finally {
  await server.stop();
  await rm(dirname(folder), { recursive: true, force: true });
}
const text = `${written.join("\n\n")}\n`;
if (check) {
  const before = await readFile(page, "utf8");
  if (withoutFigures(before) !== withoutFigures(text)) {
    await writeFile(join(tmpdir(), "first-use.md"), text);
    throw new Error("docs/first-use.md is not what a first use shows: run tsx scripts/first-use.ts");
  }
} else await writeFile(page, text);

async function tell(): Promise<void> {
  await prepare();
  say(`<!-- Written by \`tsx scripts/first-use.ts\`: every command was run, and every exit code was checked. -->

# A first use

*Orchard* is a repository made for this page: six services, each with a database and a history of its own. Four are
sections of one \`alembic.ini\`, two have their own. \`accounts\` and \`billing\` read pydantic settings, \`catalog\` and
\`stock\` read \`os.environ\`. Revisions of \`accounts\` grant to roles that the platform team makes, \`catalog\` needs an extension that only
their servers have, \`billing\` has three revisions with no way back, \`stock\` forty plain indexes, and \`reviews\`
a column in its models that nobody ever wrote a revision for. Everything is committed on \`main\`; nobody has heard of migrun.`);
  say("## What is there");
  await run("migrun doctor", 1, { anyOf: [0, 1, 2, 3] });
  say(`## The first run

Red, and each thing that stands in the way is named once, with what to do.`);
  const first = await run("migrun all", 2);
  const lines = first.trimEnd().split("\n").length;
  if (lines > 60) throw new Error(`expected a first run of at most 60 lines, and it has ${lines}`);
  say(`## What settings demand

\`doctor --fix\` writes the names into the configuration; the values are placeholders until somebody knows better.`);
  await run("migrun doctor --fix", 0, { anyOf: [0, 1, 3] });
  say(`The extension is on a server of the platform team, so \`catalog\` is checked there. One line more:`);
  await appendServer();
  await run("cat migrun.config.yaml", 0);
  say(`## The second run

Everything runs. What is left is old: a column that the models have and no revision makes.`);
  await run("migrun all", 1);
  say(`## Accepting the past`);
  await run("migrun baseline", 0);
  await run(
    "git add --all && git commit --quiet --message 'Check migrations with migrun' && git status --short",
    0,
  );
  await run("migrun all", 0);
  say(`## The one new sin

A branch adds a column with an enum type, and its \`downgrade()\` forgets the type. Forty old indexes and the old drift say
nothing; this does.`);
  await $({ cwd: folder })`git checkout --quiet -b parcels`;
  await writeNewRevision(folder);
  await run(
    "git add --all && git commit --quiet --message 'Tell the state of parcels'; git show --stat --format=%s",
    0,
  );
  const report = await run("migrun all", 1);
  const findings = report.match(/^ {2}✗ /gmu)?.length;
  if (findings !== 1) throw new Error(`expected one finding, and there are ${findings}`);
}

/** What is run and shown. The exit code must be the expected one, or one of several. */
async function run(
  command: string,
  exitCode: number,
  { anyOf = [exitCode] }: { readonly anyOf?: readonly number[] } = {},
): Promise<string> {
  const env = {
    PATH: `${join(dirname(folder), "bin")}:${process.env["PATH"]}`,
    HOME: process.env["HOME"],
    LANG: "C.UTF-8",
    GIT_CONFIG_GLOBAL: "/dev/null",
    ORCHARD_PLATFORM: `postgresql://bench@127.0.0.1:${server.port}/postgres`,
    ...(process.env["MIGRUN_CACHE_DIR"] === undefined
      ? {}
      : { MIGRUN_CACHE_DIR: process.env["MIGRUN_CACHE_DIR"] }),
  };
  const ended = await promisify(execFile)("bash", ["-c", command], { cwd: folder, env }).then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
  if (!anyOf.includes(ended.code))
    throw new Error(
      `${command}: exit ${ended.code} instead of ${anyOf.join(" or ")}\n${ended.stdout}\n${"stderr" in ended ? ended.stderr : ""}`,
    );
  const shown = ended.stdout.replaceAll(folder, "orchard").trimEnd();
  say(`\`\`\`\n$ ${command}\n${shown === "" ? "" : `${shown}\n`}\`\`\`\n\nexit code ${ended.code}`);
  return ended.stdout;
}

function say(part: string): void {
  written.push(part);
}

async function prepare(): Promise<void> {
  await writeRepository(folder);
  const bin = join(dirname(folder), "bin");
  await $`mkdir -p ${bin}`;
  await symlink(join(root, "apps", "cli", "bin", "migrun.js"), join(bin, "migrun"));
  await $`chmod +x ${join(root, "apps", "cli", "bin", "migrun.js")}`;
  await symlink(dirname(dirname(python)), join(folder, ".venv"));
  await appendFile(join(folder, ".gitignore"), ".venv\n");
  const git = $({ cwd: folder, quiet: true, env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null" } });
  await git`git init --quiet --initial-branch main`;
  await git`git config user.name Orchard`;
  await git`git config user.email team@example.org`;
  await git`git add --all`;
  await git`git commit --quiet --message ${"Six services, six databases"}`;
}

async function appendServer(): Promise<void> {
  const file = join(folder, "migrun.config.yaml");
  const before = await readFile(file, "utf8");
  const line = "  catalog:\n    server: ${ORCHARD_PLATFORM}\n";
  await writeFile(
    file,
    /^targets:$/mu.test(before)
      ? before.replace(/^targets:\n/mu, `targets:\n${line}`)
      : `${before}targets:\n${line}`,
  );
}

/** Times, ids of commits and versions differ from run to run. */
function withoutFigures(markdown: string): string {
  return markdown
    .replaceAll(/\b\d+(?:\.\d+)? m?s\b/gu, "<time>")
    .replaceAll(/\b[0-9a-f]{10}\b/gu, "<commit>")
    .replaceAll(/\b(Python|Alembic|SQLAlchemy|Postgres|Node) [\d.]+/gu, "$1 <version>")
    .replaceAll(/ +/gu, " ");
}
