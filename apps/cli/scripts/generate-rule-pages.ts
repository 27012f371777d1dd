/** Writes docs/rules: a page per rule and the index, from the records that judge. Pages of rules that are gone go too. */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { renderRulePages } from "../src/explain/render-page.ts";

const folder = fileURLToPath(new URL("../../../docs/rules/", import.meta.url));
const pages = renderRulePages();

await mkdir(folder, { recursive: true });
for (const name of await readdir(folder)) {
  if (!pages.has(name)) await rm(`${folder}${name}`);
}
for (const [name, text] of pages) {
  const before = await readFile(`${folder}${name}`, "utf8").catch(() => null);
  if (text !== before) await writeFile(`${folder}${name}`, text);
}
