import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { renderCliDocs } from "./cli-docs.ts";

test("docs/cli.md is what the command table says; run `pnpm generate` after a change", async () => {
  const page = await readFile(new URL("../../../docs/cli.md", import.meta.url), "utf8");
  expect(page).toBe(renderCliDocs());
});
