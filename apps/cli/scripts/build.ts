/** Builds what is published: the command as a few files that are loaded as needed, the Python bridge and the presets beside them. */
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type OutputFile, type Plugin, transform } from "esbuild";

const here = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

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

/** What a module of CommonJS says for `import.meta.url`. */
const OWN_URL = 'const __ownUrl = require("node:url").pathToFileURL(__filename).href;';

/**
 * Writes a file of the build as CommonJS: Node takes some milliseconds less to load it, and the bundler splits nothing but
 * ES modules. Between files of the build `import()` becomes `require`; any other stays what it is, so that a
 * configuration may be an ES module.
 */
async function writeAsCommonJs({ path, text }: OutputFile): Promise<void> {
  if (!path.endsWith(".mjs")) return await writeFile(path, text);
  const late = text.replaceAll(
    /\bimport\("(\.\/[\w.-]+)\.mjs"\)/gu,
    'Promise.resolve().then(()=>require("$1.cjs"))',
  );
  const named = late.replaceAll(/"(\.\/[\w.-]+)\.mjs"/gu, '"$1.cjs"');
  const hasUrl = named.includes("import.meta.url");
  const { code } = await transform(named, {
    format: "cjs",
    platform: "node",
    target: "node20",
    minifySyntax: true,
    minifyWhitespace: true,
    define: { "import.meta.url": "__ownUrl" },
    ...(hasUrl ? { banner: OWN_URL } : {}),
  });
  await writeFile(join(dirname(path), basename(path).replace(/\.mjs$/u, ".cjs")), code);
}

const manifest = JSON.parse(await readFile(here("package.json"), "utf8")) as { version: string };

await rm(here("dist"), { recursive: true, force: true });
await mkdir(here("dist"), { recursive: true });
const { outputFiles } = await build({
  entryPoints: { migrun: here("src/entry.ts") },
  outdir: here("dist"),
  outExtension: { ".js": ".mjs" },
  bundle: true,
  write: false,
  // What a command does not need is not even parsed: see decision 0047.
  splitting: true,
  plugins: [keepTogether(await lateModules())],
  platform: "node",
  target: "node20",
  format: "esm",
  conditions: ["@migrun/source"],
  // pg loads its native twin only where somebody asks for it.
  external: ["pg-native"],
  define: { MIGRUN_VERSION: JSON.stringify(manifest.version) },
  // Smaller and quicker to parse, and a stack trace still names our functions.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "external",
  logLevel: "warning",
});
await Promise.all(outputFiles.map(writeAsCommonJs));

/** Data that is read from disk at run time: where it comes from and where the bundle looks for it. */
const DATA = [
  ["../../packages/runner/python/migrun_bridge", "dist/bridge/migrun_bridge"],
  ["../../configs/presets", "dist/presets"],
  ["schemas", "dist/schemas"],
  // The SQL parser looks for it beside itself.
  ["../../packages/runner/node_modules/libpg-query/wasm/libpg-query.wasm", "dist/libpg-query.wasm"],
] as const;

for (const [from, to] of DATA) {
  if (!existsSync(here(from))) throw new Error(`missing: ${from}`);
  await cp(here(from), here(to), { recursive: true, filter: (path) => !/__pycache__|\.pyc$/.test(path) });
}
