/** `tsx scripts/turbo.ts run build`: turbo as it is called here by hand, without its telemetry, on every system. */
import { join } from "node:path";
import { $ } from "zx";

const run = await $({
  cwd: join(import.meta.dirname, ".."),
  nothrow: true,
  stdio: "inherit",
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1" },
})`pnpm exec turbo ${process.argv.slice(2)}`;
process.exitCode = run.exitCode ?? 1;
