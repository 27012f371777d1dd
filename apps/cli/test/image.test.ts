import { execFile } from "node:child_process";
import { cp, mkdir, readFile, symlink } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { parseArguments } from "../src/program.ts";
import { bareEnvironment, migrun, startMigrun, temporaryFolder, testPython } from "./rig/migrun.ts";
import { createRepository, workspace } from "./rig/repository.ts";
import { packageIndexes } from "./rig/run-workflow.ts";

const run = promisify(execFile);

interface Instruction {
  readonly word: string;
  readonly rest: string;
}

/** The recipe that the guide shows, one instruction after the other. */
async function readRecipe(): Promise<readonly Instruction[]> {
  const page = await readFile(join(workspace, "docs/guide/docker.md"), "utf8");
  const text = /^```dockerfile\n([\s\S]*?)^```$/mu.exec(page)?.[1] ?? "";
  return text
    .replaceAll("\\\n", " ")
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => {
      const [, word = "", rest = ""] = /^([A-Z]+)\s+(.*)$/u.exec(line) ?? [];
      return { word, rest };
    });
}

/** The file system of a stage, as far as instructions made it, and what it runs with. */
interface Stage {
  readonly root: string;
  folder: string;
  path: string[];
  user: string;
  entrypoint: readonly string[];
  command: readonly string[];
}

/**
 * Performs a Dockerfile without Docker: each stage is a folder, in which COPY and RUN do what they say. The base
 * images stand for what this machine has: Node and npm, and a fresh environment of Python. Programs of the system itself
 * (`sh`, `cp`) are this machine's while RUN works.
 */
async function performRecipe(
  context: string,
  { embedded, upTo = "app" }: { readonly embedded: boolean; readonly upTo?: string },
): Promise<Stage> {
  const stages = new Map<string, Stage>();
  let stage: Stage | null = null;
  for (const { word, rest } of await readRecipe()) {
    if (word === "FROM") {
      const [, image = "", name = "last"] = /^(\S+)(?: AS (\w+))?$/u.exec(rest) ?? [];
      const before = stages.get(image);
      stage = before === undefined ? await baseImage(image) : { ...before };
      stages.set(name, stage);
    } else if (stage === null) throw new Error("the recipe does not begin with FROM");
    else if (word === "WORKDIR") {
      stage.folder = rest;
      await mkdir(join(stage.root, rest), { recursive: true });
    } else if (word === "COPY") await copy(rest, { stage, stages, context });
    else if (word === "ENV") {
      const [, added = ""] = /^PATH="([^:"]+):\$PATH"$/u.exec(rest) ?? [];
      expect(added).not.toBe("");
      stage.path = [join(stage.root, added), ...stage.path];
    } else if (word === "RUN") await runStep(rest, stage, embedded);
    else if (word === "USER") stage.user = rest;
    else if (word === "ENTRYPOINT") stage.entrypoint = JSON.parse(rest) as string[];
    else {
      expect(word).toBe("CMD");
      stage.command = JSON.parse(rest) as string[];
    }
  }
  const wanted = stages.get(upTo);
  if (wanted === undefined) throw new Error(`the recipe has no stage ${upTo}`);
  return wanted;
}

async function baseImage(image: string): Promise<Stage> {
  const root = await temporaryFolder();
  const bin = join(root, "usr/local/bin");
  await mkdir(bin, { recursive: true });
  if (image.startsWith("node:")) {
    const tools = dirname(process.execPath);
    for (const tool of ["node", "npm"]) await symlink(join(tools, tool), join(bin, tool));
  } else {
    expect(image).toMatch(/^python:3\.\d+-slim/u);
    await run(testPython, ["-m", "venv", join(root, "usr/local")]);
  }
  return { root, folder: "/", path: [bin], user: "root", entrypoint: [], command: [] };
}

async function copy(
  rest: string,
  { stage, stages, context }: { stage: Stage; stages: ReadonlyMap<string, Stage>; context: string },
): Promise<void> {
  const [, from, source = "", target = ""] = /^(?:--from=(\w+) )?(\S+) (\S+)$/u.exec(rest) ?? [];
  const origin = from === undefined ? context : (stages.get(from)?.root ?? "");
  const into = target.startsWith("/") ? target : join(stage.folder, target);
  const isFile = target === "." && source !== ".";
  const place = join(stage.root, into, isFile ? source : "");
  await cp(join(origin, source), place, { recursive: true, verbatimSymlinks: true });
}

async function runStep(command: string, stage: Stage, embedded: boolean): Promise<void> {
  const user = /^useradd --uid 10001 --create-home (\w+)$/u.exec(command)?.[1];
  // The user of an image is not made on this machine; only the home is.
  if (user !== undefined) {
    await mkdir(join(stage.root, "home", user), { recursive: true });
    return;
  }
  // The registry does not have this version yet.
  const words = command.replace(/migrun@[\d.]+/u, inject("tarball"));
  const env = {
    ...bareEnvironment(),
    ...packageIndexes(),
    npm_config_prefer_offline: "true",
    PATH: [...stage.path, "/usr/bin", "/bin"].join(delimiter),
  };
  const whole = embedded ? words.replace(" --omit=optional", "") : words;
  await run("sh", ["-ec", whole], { cwd: join(stage.root, stage.folder), env });
}

describe("the image of the guide", () => {
  let context: string;
  beforeAll(async () => {
    context = await createRepository({
      folders: { ".": "fixtures/linear" },
      files: { "requirements.txt": "alembic>=1.8\nsqlalchemy>=1.4\npsycopg2-binary>=2.9\n" },
    });
  });

  /** The words that run a command in the image: nothing on PATH that is not in it. */
  function inImage({ root, user, path }: Stage, ...command: readonly string[]): readonly string[] {
    return ["-i", `PATH=${path.join(delimiter)}`, `HOME=${join(root, "home", user)}`, ...command];
  }

  async function runInImage(image: Stage, ...command: readonly string[]) {
    const cwd = join(image.root, image.folder);
    return await (
      await startMigrun(inImage(image, ...command), { cwd, program: ["env"] })
    ).ended;
  }

  test("has Node and migrun, and checks on a given server", async () => {
    const image = await performRecipe(context, { embedded: false });
    expect(image.user).not.toBe("root");
    const quick = await runInImage(image, "migrun", "quick");
    expect(quick.stderr).toBe("");
    expect(quick.stdout).toContain("1 target: 1 passed");
    const expected = await readFile(join(image.root, image.folder, "expected-heads"), "utf8");
    expect(expected).toBe("a30000000000\n");
    const node = await runInImage(image, "node", "-p", "process.execPath");
    expect(node.stdout.trim()).toBe(join(image.root, "opt/migrun/bin/node"));

    // A cluster that the installed command holds open is the server.
    const cwd = await createRepository({ folders: { linear: "fixtures/linear" } });
    const words = inImage(
      image,
      'MIGRUN_SERVER="$MIGRUN_DATABASE_URL"',
      "MIGRUN_ASSUME_LOCK_TIMEOUT=true",
      "migrun",
      "all",
    ).join(" ");
    const script = `cd ${join(image.root, image.folder)} && exec env ${words}`;
    const all = await migrun(["exec", "linear", "--", "sh", "-c", script], { cwd });
    expect(all.stdout).toContain("1 target: 1 passed");
    expect(all.exitCode).toBe(0);
  });

  test("has a stage that runs migrun, for platforms that run an image as it is", async () => {
    const image = await performRecipe(context, { embedded: false, upTo: "migrate" });
    const [program = "", ...more] = image.entrypoint;
    const heads = await runInImage(image, program, ...more, "heads", "--format", "value");
    expect(heads.stdout).toBe("a30000000000\n");
    expect(parseArguments(image.command).command.name).toBe("upgrade");
  });

  test.runIf(process.env["MIGRUN_TEST_FULL"])(
    "with a Postgres of its own, without the flag that leaves it out",
    async () => {
      const image = await performRecipe(context, { embedded: true });
      const all = await runInImage(image, "migrun", "all");
      expect(all.stdout).toContain("1 target: 1 passed");
      expect(all.exitCode).toBe(0);
    },
  );
});
