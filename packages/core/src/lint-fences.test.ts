import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../../..");
const CORE = "packages/core/src/plan";
const RUNNER = "packages/runner/src/run";
const CLI = "apps/cli/src/commands";

const IMPORTS: readonly (readonly [folder: string, specifier: string])[] = [
  [CORE, "../../../runner/src/engine.ts"],
  [CORE, "../../../../apps/cli/src/main.ts"],
  [CORE, "@migrun/runner"],
  [CORE, "@migrun/runner/src/engine.ts"],
  [CORE, "migrun"],
  [CORE, "node:fs"],
  [RUNNER, "migrun"],
  [RUNNER, "migrun/dist/migrun.cjs"],
  [RUNNER, "../../../../apps/cli/src/main.ts"],
  [RUNNER, "../../../core/src/index.ts"],
  [RUNNER, "@migrun/core/src/index.ts"],
  [CLI, "@migrun/core/src/index.ts"],
  [CLI, "@migrun/runner/src/run/run-all.ts"],
  [CLI, "../../../../packages/core/src/index.ts"],
];

/** Files that may import what the others may not: the directions hold in them as well. */
const ALLOWED = ["packages/runner/src/exec/shell.ts", "apps/cli/src/theme.ts"];

const EXPRESSIONS = [
  "process.argv",
  "performance.now()",
  "globalThis.name",
  "setInterval(String, 1)",
  "Buffer.from([])",
  "new Date()",
  "Math.random()",
];

/** What the sources do import; a fence must let it pass. */
const LEGAL: readonly (readonly [folder: string, specifier: string])[] = [
  [CORE, "../result.ts"],
  [CORE, "@migrun/configs/presets/strict.json"],
  [RUNNER, "@migrun/core"],
  [RUNNER, "../python/find-python.ts"],
  [RUNNER, "node:fs"],
  [CLI, "@migrun/core"],
  [CLI, "@migrun/runner"],
  [CLI, "../main.ts"],
];

interface Diagnostic {
  readonly code: string;
  readonly filename: string;
  readonly message: string;
  readonly help?: string;
}

let folder = "";
let diagnostics: readonly Diagnostic[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "migrun-lint-"));
  await cp(join(ROOT, ".oxlintrc.json"), join(folder, ".oxlintrc.json"));
  const importing = (specifier: string) => `import { x } from "${specifier}";\nexport const y = x;\n`;
  for (const [index, [place, specifier]] of IMPORTS.entries())
    await plant(`${place}/import-${index}.ts`, importing(specifier));
  for (const [index, [place, specifier]] of LEGAL.entries())
    await plant(`${place}/legal-${index}.ts`, importing(specifier));
  for (const file of ALLOWED) await plant(file, importing("@migrun/core/src/index.ts"));
  for (const [index, text] of EXPRESSIONS.entries())
    await plant(`${CORE}/expression-${index}.ts`, `export const y = ${text};\n`);
  const oxlint = join(ROOT, "node_modules/oxlint/bin/oxlint");
  const run = spawnSync(process.execPath, [oxlint, "--format=json"], { cwd: folder, encoding: "utf8" });
  diagnostics = (JSON.parse(run.stdout) as { diagnostics: readonly Diagnostic[] }).diagnostics;
}, 60_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function plant(path: string, text: string): Promise<void> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** Rules that object to a file, with their words. */
function objections(path: string): readonly string[] {
  return diagnostics
    .filter(({ filename, code }) => filename.replaceAll("\\", "/").endsWith(path) && /restricted/u.test(code))
    .map(({ message, help }) => `${message} ${help ?? ""}`);
}

it.each(IMPORTS.map(([place, specifier], index) => ({ place, specifier, index })))(
  "$place must not import $specifier",
  ({ place, index }) => {
    expect(objections(`${place}/import-${index}.ts`)).toEqual([
      expect.stringMatching(/core imports nothing of ours|Packages meet at their entries/u),
    ]);
  },
);

it.each(ALLOWED)("%s keeps the directions too", (file) => {
  expect(objections(file)).toEqual([expect.stringContaining("Packages meet at their entries")]);
});

it.each(EXPRESSIONS.map((text, index) => ({ text, index })))("core must not use $text", ({ index }) => {
  expect(objections(`${CORE}/expression-${index}.ts`)).toEqual([expect.stringContaining("core ")]);
});

it.each(LEGAL.map(([place, specifier], index) => ({ place, specifier, index })))(
  "$place may import $specifier",
  ({ place, index }) => {
    expect(objections(`${place}/legal-${index}.ts`)).toEqual([]);
  },
);

it("core's index says `export *`, so that a bundler takes only what is used: decision 0047", async () => {
  const index = await readFile(join(ROOT, CORE, "..", "index.ts"), "utf8");
  expect(index.split("\n").filter((line) => !/^export (?:\*|type \{.*\}) from ".*";$/u.test(line))).toEqual([
    "",
  ]);
});
