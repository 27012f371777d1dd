/**
 * `pnpm new:reporter NAME`: a reporter and its test, and the format in `--format` and `--report`. The test fails until it
 * is written.
 */
import { readFile, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { $ } from "zx";
import { reporterFiles, withReporter } from "./scaffold/reporter-files.ts";
import { isKebabCase, stop } from "./scaffold/usage.ts";

const root = join(import.meta.dirname, "..");
const source = join(root, "apps/cli/src");
$.cwd = root;
$.verbose = false;

const [name = "", ...more] = process.argv.slice(2);
if (!isKebabCase(name) || more.length > 0)
  stop("write pnpm new:reporter NAME: small letters, digits, single hyphens");
if (existsSync(join(source, `reporters/${name}.ts`)))
  stop(`there is apps/cli/src/reporters/${name}.ts already`);

for (const [file, text] of reporterFiles(name))
  await writeFile(join(source, "reporters", file), text, { flag: "wx" });
for (const file of ["reporters/index.ts", "command-spec.ts"]) {
  const path = join(source, file);
  await writeFile(path, withReporter(await readFile(path, "utf8"), name));
}
await $`oxfmt apps/cli/src`;
await $({ cwd: join(root, "apps/cli") })`tsx scripts/generate-cli.ts`;

console.log(`apps/cli/src/reporters/${name}.ts and ${name}.test.ts, as format ${name} of every report
Write both; then a row in docs/guide/ci.md and a line in CHANGELOG.md.`);
