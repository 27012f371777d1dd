import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { DraftFile } from "./draft-init.ts";
import { writeInit } from "./write-init.ts";

async function folder(): Promise<string> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "migrun-write-")));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  return root;
}

function write(root: string) {
  const file = {
    kind: "pipeline",
    path: ".github/workflows/migrun.yml",
    text: "x",
    isExecutable: false,
  } as const;
  const files: readonly DraftFile[] = [{ ...file, byHand: null, mark: null, next: null, state: "new" }];
  return writeInit({ root, files, found: [], notes: [] });
}

test("a file where a folder is wanted", async () => {
  const root = await folder();
  await writeFile(join(root, ".github"), "");
  await expect(write(root)).rejects.toThrow(
    ".github/workflows/migrun.yml could not be written: something above it is no folder",
  );
});

test.skipIf(process.getuid?.() === 0)("a folder that may not be written to", async () => {
  const root = await folder();
  await mkdir(join(root, ".github"));
  await chmod(join(root, ".github"), 0o555);
  await expect(write(root)).rejects.toThrow("its folder may not be written to");
});
