/** Builds what is published: the command as a few files that are loaded as needed, the Python bridge and the presets beside them. */
import { cp, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";

const here = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Packages of CommonJS call `require` for Node's own modules: an ES module has to be given one. */
const REQUIRE = `import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);`;

/** Loaded by every command but help; what it imports becomes one file. */
const ROOT = here("src/command-line.ts");

/**
 * Keeps what every command needs in one file. The bundler puts modules into one file where exactly the same
 * entries reach them, so each module that is loaded late is made to reach the root too: else what it shares with the root
 * would fall into dozens of files, and each costs as much to load as a hundred revisions to read.
 */
function keepTogether(late: ReadonlySet<string>): Plugin {
  return {
    name: "keep-together",
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const text = await readFile(path, "utf8");
        const contents = late.has(path) ? `${text}\nimport ${JSON.stringify(ROOT)};\n` : text;
        return { contents, loader: "ts" };
      });
    },
  };
}

/** The modules of the workspace that some other loads by `import()`. */
async function lateModules(): Promise<ReadonlySet<string>> {
  const late = new Set<string>();
  for (const folder of ["src", "../../packages/core/src", "../../packages/runner/src"]) {
    for (const name of await readdir(here(folder), { recursive: true })) {
      if (!name.endsWith(".ts") || name.endsWith(".test.ts")) continue;
      const file = join(here(folder), name);
      for (const [, path = ""] of (await readFile(file, "utf8")).matchAll(/\bimport\("(\.[^"]+\.ts)"\)/g))
        late.add(join(dirname(file), path));
    }
  }
  late.delete(ROOT);
  return late;
}

const manifest = JSON.parse(await readFile(here("package.json"), "utf8")) as { version: string };

await rm(here("dist"), { recursive: true, force: true });
await mkdir(here("dist"), { recursive: true });
await build({
  entryPoints: { migrun: here("src/entry.ts") },
  outdir: here("dist"),
  outExtension: { ".js": ".mjs" },
  bundle: true,
  // What a command does not need is not even parsed: see decision 0047.
  splitting: true,
  plugins: [keepTogether(await lateModules())],
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
