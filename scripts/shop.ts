/**
 * `pnpm shop [options]`: the main job on the example workspace. Makes its Python and builds the
 * command where that is not done yet, then runs `migrun all` there; its exit code is ours.
 */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import { $ } from "zx";
import { ensureEnvironment, EnvironmentUnavailable } from "./python-environments.ts";

const root = join(import.meta.dirname, "..");

const environment = await ensureEnvironment("shop").catch((error: unknown) => {
  if (!(error instanceof EnvironmentUnavailable)) throw error;
  console.error(`python: ${error.message}`);
  process.exit(3);
});
if (environment.note !== "") console.error(environment.note);

const build = await $({
  cwd: root,
  nothrow: true,
  quiet: true,
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1" },
})`pnpm exec turbo run build --filter=migrun --output-logs=errors-only`;
if (build.exitCode !== 0) {
  console.error(build.text());
  process.exit(70);
}

const command = join(root, "apps", "cli", "bin", "migrun.js");
const child = spawn(process.execPath, [command, "all", ...process.argv.slice(2)], {
  cwd: join(root, "examples", "shop"),
  stdio: "inherit",
});
// A terminal tells the child by itself; we wait for it to clean up. Anyone else tells only us.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => child.kill("SIGTERM"));
child.on("close", (code, signal) => {
  process.exitCode = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
});
