import { defineConfig } from "vitest/config";

// Sources are tested, never a stale build: the export condition points at src/.
const resolve = { conditions: ["@migrun/source"] };
const ssr = { resolve };
const base = { environment: "node" as const };

export default defineConfig({
  resolve,
  ssr,
  test: {
    projects: [
      {
        resolve,
        ssr,
        test: {
          ...base,
          name: "unit",
          include: ["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.ts", "scripts/**/*.test.ts"],
        },
      },
      {
        resolve,
        ssr,
        test: {
          ...base,
          name: "integration",
          include: ["packages/runner/test/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        resolve,
        ssr,
        test: {
          ...base,
          name: "e2e",
          include: ["apps/cli/test/**/*.test.ts"],
          globalSetup: ["apps/cli/test/rig/packed-install.ts"],
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
