/**
 * `pnpm check`: everything that must hold besides the tests, each once: lint, format, types, dead
 * code, and that generated files are as their sources say. Prints a line per part; exits 1 if any fails.
 */
import { join } from "node:path";
import { $ } from "zx";

$.cwd = join(import.meta.dirname, "..");
$.verbose = false;
$.env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1" };

const PARTS: readonly (readonly [name: string, command: readonly string[]])[] = [
  ["lint", ["pnpm", "exec", "turbo", "run", "lint", "--output-logs=errors-only"]],
  ["format", ["pnpm", "exec", "oxfmt", "--check", "."]],
  ["types", ["pnpm", "exec", "turbo", "run", "typecheck", "--output-logs=errors-only"]],
  ["types of scripts", ["pnpm", "exec", "tsc", "-p", "tsconfig.json"]],
  ["dead code", ["pnpm", "exec", "knip"]],
  ["generated files", ["pnpm", "exec", "tsx", "scripts/check-generated.ts"]],
];

let failed = 0;
for (const [name, command] of PARTS) {
  const run = await $({ nothrow: true })`${command}`;
  console.log(`${run.exitCode === 0 ? "ok    " : "FAILED"} ${name}`);
  if (run.exitCode === 0) continue;
  failed += 1;
  console.log(`${run.stdout}${run.stderr}`);
}
console.log(`check: ${PARTS.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
