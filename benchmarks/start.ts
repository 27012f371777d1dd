/**
 * Start-up of migrun as an image has it (the package and a Node binary of its own, as docs/guide/docker.md makes them)
 * against the build in the workspace, both as their shebang starts them: medians of pairs, run in turns so that both see the same machine.
 */
import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describeMachine, measure, median, renderTable } from "./machine.ts";

const PAIRS = 25;
const run = promisify(execFile);
const root = join(import.meta.dirname, "..");
const workspaceBuild = join(root, "apps", "cli", "bin", "migrun.js");
const shop = join(root, "examples", "shop");
const COMMANDS: readonly (readonly string[])[] = [["--version"], ["--help"], ["quick"]];

const image = await mkdtemp(join(tmpdir(), "migrun-image-"));
try {
  await run("npm", ["pack", "--ignore-scripts", "--pack-destination", image], {
    cwd: join(root, "apps", "cli"),
  });
  const tarball = (await readdir(image)).find((name) => name.endsWith(".tgz")) ?? "";
  await run("npm", ["install", "--global", "--prefix", image, "--omit=optional", join(image, tarball)]);
  await cp(process.execPath, join(image, "bin", "node"));
  const env = { ...process.env, PATH: `${join(image, "bin")}:${process.env["PATH"]}` };

  const results = [];
  for (const command of COMMANDS) {
    const [workspace, bundle]: [number[], number[]] = [[], []];
    for (let pair = 0; pair <= PAIRS; pair += 1) {
      const one = await measure(() => run(workspaceBuild, [...command], { cwd: shop, env }));
      const other = await measure(() => run(join(image, "bin", "migrun"), [...command], { cwd: shop, env }));
      // The first pair fills the file cache.
      if (pair === 0) continue;
      workspace.push(one);
      bundle.push(other);
    }
    const milliseconds = { workspace: median(workspace), image: median(bundle) };
    const ratio = milliseconds.image / milliseconds.workspace;
    results.push({ command: `migrun ${command.join(" ")}`, milliseconds, ratio });
  }
  const machine = describeMachine();
  if (process.argv.includes("--json")) {
    console.log(JSON.stringify({ machine, pairs: PAIRS, results }, null, 2));
  } else {
    const rows = results.map(({ command, milliseconds, ratio }) => [
      command,
      `${milliseconds.workspace.toFixed(0)} ms`,
      `${milliseconds.image.toFixed(0)} ms`,
      `${ratio.toFixed(2)} ×`,
    ]);
    console.log(renderTable([["", "workspace", "image", "ratio"], ...rows]));
    console.log(machine);
  }
} finally {
  await rm(image, { recursive: true, force: true });
}
