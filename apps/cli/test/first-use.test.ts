import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { workspace } from "./rig/repository.ts";

// A minute of whole runs, so only where everything is run.
test.skipIf(process.env["MIGRUN_TEST_FULL"] !== "1")(
  "docs/first-use.md is what a first use shows",
  async () => {
    const tsx = join(workspace, "node_modules", "tsx", "dist", "cli.mjs");
    const run = promisify(execFile)(process.execPath, [tsx, "scripts/first-use.ts", "--check"], {
      cwd: workspace,
    });
    await expect(run).resolves.toMatchObject({ stdout: expect.any(String) });
  },
);
