/** Builds what is published: one bundled file, the Python bridge and the presets beside it. */
import { cp, mkdir, readFile, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Packages of CommonJS call `require` for Node's own modules: an ES module has to be given one. */
const REQUIRE = `import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);`;

const manifest = JSON.parse(await readFile(here("package.json"), "utf8")) as { version: string };

await rm(here("dist"), { recursive: true, force: true });
await mkdir(here("dist"), { recursive: true });
await build({
  entryPoints: [here("src/entry.ts")],
  outfile: here("dist/migrun.mjs"),
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  conditions: ["@migrun/source"],
  // pg loads its native twin only where somebody asks for it.
  external: ["pg-native"],
  banner: { js: REQUIRE },
  define: { MIGRUN_VERSION: JSON.stringify(manifest.version) },
  // Smaller and quicker to parse, and a stack trace still names our functions.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "external",
  logLevel: "warning",
});

/** Data that is read from disk at run time: where it comes from and where the bundle looks for it. */
const DATA = [
  ["../../packages/runner/python/migrun_bridge", "dist/bridge/migrun_bridge"],
  ["../../configs/presets", "dist/presets"],
  ["schemas", "dist/schemas"],
] as const;

for (const [from, to] of DATA) {
  if (!existsSync(here(from))) throw new Error(`missing: ${from}`);
  await cp(here(from), here(to), { recursive: true, filter: (path) => !/__pycache__|\.pyc$/.test(path) });
}
