/** Generates anew and fails if a committed file would change: generated files cannot lie. Works outside git too. */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { $ } from "zx";

const root = join(import.meta.dirname, "..");
const PLACES = [
  "apps/cli/schemas",
  "docs/cli.md",
  "docs/rules",
  "docs/rules-not-built.md",
  ...["graph-rules", "file-rules", "sql-rules", "rule-codes"].map(
    (name) => `packages/core/src/rules/${name}.ts`,
  ),
];
$.cwd = root;
$.verbose = false;
$.env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1" };

const before = await fingerprints();
await $`pnpm exec turbo run generate --output-logs=errors-only`;
const after = await fingerprints();
const stale = [...after].filter(([file, hash]) => before.get(file) !== hash).map(([file]) => file);
if (stale.length > 0) {
  console.error(`stale: ${stale.join(", ")}; they are generated anew now, commit them`);
  process.exitCode = 1;
}

async function fingerprints(): Promise<ReadonlyMap<string, string>> {
  const files = await Promise.all(PLACES.map(listFiles));
  const entries = files.flat().map(async (file) => {
    const text = await readFile(join(root, file)).catch(() => Buffer.alloc(0));
    return [file, createHash("sha256").update(text).digest("hex")] as const;
  });
  return new Map(await Promise.all(entries));
}

async function listFiles(place: string): Promise<readonly string[]> {
  const entries = await readdir(join(root, place)).catch(() => null);
  return entries === null ? [place] : entries.map((entry) => `${place}/${entry}`);
}
