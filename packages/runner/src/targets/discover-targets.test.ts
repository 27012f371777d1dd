import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Config, TargetConfig } from "@migrun/core";
import { defaultConfig, type LoadedConfig } from "../config/load-config.ts";
import { discoverTargets } from "./discover-targets.ts";

const PLAIN = "[alembic]\nscript_location = migrations\n";
let root = "";

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "migrun-discover-")));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

function git(cwd: string, ...args: readonly string[]): void {
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd, stdio: "ignore" });
}

/** A service with an Alembic project of its own. */
function project(folder: string, env = ""): Record<string, string> {
  const prefix = folder === "" ? "" : `${folder}/`;
  return { [`${prefix}alembic.ini`]: PLAIN, [`${prefix}migrations/env.py`]: env };
}

type Entries = Readonly<Record<string, Partial<TargetConfig>>>;

async function discover(targets: Entries = {}, cwd = root, files: readonly string[] = []) {
  const full = Object.fromEntries(
    Object.entries(targets).map(([name, target]) => [
      name,
      { config: null, section: null, cwd: null, urlEnv: null, env: {}, ...target },
    ]),
  );
  const config = { targets: full } as unknown as Config;
  const folder = files[0] === undefined ? cwd : dirname(files[0]);
  const loaded = { config, origins: new Map(), files, root: folder, unset: [] } as unknown as LoadedConfig;
  const found = await discoverTargets({ cwd, loaded });
  return {
    ...found,
    names: found.targets.map((target) => target.name),
    here: found.targets.filter(found.isHere).map((target) => target.name),
  };
}

describe.each(["in git", "outside of git"])("%s", (where) => {
  beforeEach(() => {
    if (where === "in git") git(root, "init", "-q");
  });

  test("finds configs in every folder, new ones too", async () => {
    await write({ ...project(""), ...project("services/users"), ...project("services/billing/db") });
    expect((await discover()).names).toEqual(["alembic", "db", "users"]);
  });

  test("names targets from a configuration further up, and works on those below the working directory", async () => {
    await write({
      ...project("services/users"),
      ...project("services/analytics"),
      ...project("services/audit/db"),
    });
    const file = join(root, "migrun.config.yaml");
    const at = (folder: string, names: readonly string[]) =>
      discover(Object.fromEntries(names.map((name) => [name, {}])), join(root, folder), [file]);
    const found = await at("services/audit/db", ["users", "db"]);
    expect(found).toMatchObject({ names: ["analytics", "db", "users"], here: ["db"], problems: [] });
    expect((await at("services", ["users"])).here).toEqual(["analytics", "db", "users"]);
    const { problems, isHere } = await at("services/users", ["usres"]);
    expect(problems.filter(isHere)).toEqual([
      expect.objectContaining({
        file,
        message: "targets.usres: no target of this name was found (nearest: users)",
        hint: expect.stringContaining("(there are analytics, db, users)"),
      }),
    ]);
  });

  test("a config elsewhere that cannot be read is no matter of this folder", async () => {
    await write({
      ...project("services/users"),
      "services/broken/alembic.ini": "[alembic]\nscript_location = no\n",
    });
    const files = [join(root, "migrun.config.yaml")];
    const inside = await discover({}, join(root, "services/users"), files);
    expect(inside.problems.filter(inside.isHere)).toEqual([]);
    expect(inside.problems).toHaveLength(1);
  });

  test("without a configuration names are those of the working directory", async () => {
    await write({ ...project("services/users"), ...project("services/analytics") });
    expect((await discover({}, join(root, "services/users"))).names).toEqual(["alembic"]);
  });

  test("leaves out environments, tools and build outputs", async () => {
    await write({
      ...project("services/users"),
      ...project("node_modules/x"),
      ...project("env/lib/python3/site-packages/pkg"),
      ...project("env2/share/pkg"),
      "env2/pyvenv.cfg": "home = /usr",
      ...project("build/lib/users"),
      ...project("dist/users"),
    });
    expect((await discover()).names).toEqual(["users"]);
  });

  test("merges a pyproject.toml and takes one alone", async () => {
    await write({
      "a/pyproject.toml": '[tool.alembic]\nscript_location = "migrations"\n',
      "a/migrations/env.py": "",
      "a/alembic.ini": "[alembic]\nsqlalchemy.url = sqlite://\n",
      "b/pyproject.toml": '[tool.alembic]\nscript_location = "migrations"\n',
      "b/migrations/env.py": "",
      "c/pyproject.toml": '[project]\ndependencies = ["alembic"]\n',
    });
    const { targets, problems } = await discover();
    expect(targets.map(({ name, iniFile }) => [name, iniFile])).toEqual([
      ["a", join(root, "a/alembic.ini")],
      ["b", null],
    ]);
    expect(problems).toEqual([]);
  });

  test("ini files of other tools are not even parsed", async () => {
    await write({ ...project("a"), "tox.ini": "no section\n", "pytest.ini": "\uFEFF[pytest]\n" });
    expect(await discover()).toMatchObject({ names: ["a"], problems: [], passedOver: [] });
  });

  test("what cannot be read is a problem, and the rest goes on", async () => {
    await write({ ...project("a"), "c/alembic.ini": "nonsense", "d/x": "" });
    await symlink(join(root, "nowhere"), join(root, "d/alembic.ini"));
    await writeFile(
      join(root, "d/latin.ini"),
      Buffer.from("[alembic]\nscript_location = caf\u00e9\n", "latin1"),
    );
    const { names, problems } = await discover();
    expect(names).toEqual(["a"]);
    expect(problems.map(({ file, message }) => [file.slice(root.length + 1), message])).toEqual([
      ["d/alembic.ini", "cannot be read: it is a link to a file that does not exist"],
      ["d/latin.ini", "is not UTF-8 text"],
      ["c/alembic.ini", "has text before the first [section]"],
    ]);
  });

  test.skipIf(process.getuid?.() === 0)("a file without permission is a problem", async () => {
    await write(project("a"));
    await chmod(join(root, "a/alembic.ini"), 0);
    expect((await discover()).problems[0]?.message).toBe("cannot be read: permission denied");
  });

  test("started in a service, the script location may be the service's", async () => {
    await write({ ...project("services/users"), ...project("services/billing") });
    const { targets } = await discover({}, join(root, "services/users"));
    expect(targets.map(({ name, cwd }) => [name, cwd])).toEqual([["alembic", join(root, "services/users")]]);
  });
});

describe("git", () => {
  test("ignored files are left out, and the default config is mentioned", async () => {
    git(root, "init", "-q");
    await write({
      ...project(""),
      ...project("old/users"),
      ...project("users"),
      ".gitignore": "/old\n/alembic.ini\n",
    });
    const { names, passedOver } = await discover();
    expect(names).toEqual(["users"]);
    expect(passedOver).toMatchObject([{ file: join(root, "alembic.ini") }]);
    expect(passedOver[0]?.reason).toMatch(/git ignores it/u);
  });

  test("an ignored folder that migrun is started in is searched", async () => {
    git(root, "init", "-q");
    await write({ ...project("scratch/users"), ".gitignore": "/scratch\n" });
    expect((await discover({}, join(root, "scratch"))).names).toEqual(["users"]);
  });

  test("deleted files are not there, copies in a tracked build folder are passed over", async () => {
    git(root, "init", "-q");
    await write({ ...project("users"), ...project("gone"), ...project("build/users") });
    git(root, "add", ".");
    await rm(join(root, "gone"), { recursive: true });
    const { names, problems, passedOver } = await discover();
    expect({ names, problems }).toEqual({ names: ["users"], problems: [] });
    expect(passedOver).toEqual([
      { file: join(root, "build/users/alembic.ini"), section: null, reason: "lies in a folder build" },
    ]);
  });

  test("submodules are searched", async () => {
    await write(project("module/users"));
    git(join(root, "module"), "init", "-q");
    git(join(root, "module"), "add", ".");
    git(join(root, "module"), "commit", "-qm", "x");
    await mkdir(join(root, "main"));
    git(join(root, "main"), "init", "-q");
    git(
      join(root, "main"),
      "-c",
      "protocol.file.allow=always",
      "submodule",
      "add",
      join(root, "module"),
      "svc",
    );
    expect((await discover({}, join(root, "main"))).names).toEqual(["users"]);
  });

  test("the variables of a hook do not lead elsewhere", async () => {
    git(root, "init", "-q");
    await write({ ...project("users"), ...project("old"), ".gitignore": "/old\n" });
    const env = { ...process.env, GIT_DIR: "/nonexistent", GIT_INDEX_FILE: "/nonexistent/index" };
    const { targets } = await discoverTargets({
      cwd: root,
      loaded: defaultConfig(root),
      variables: false,
      env,
    });
    expect(targets.map(({ name }) => name)).toEqual(["users"]);
  });
});

describe("configuration", () => {
  test("adds a config that discovery does not see, and moves its working directory", async () => {
    await write({ "db.cfg": "[people]\nscript_location = m\n", "x/m/env.py": "" });
    const { targets } = await discover({
      users: { config: join(root, "db.cfg"), section: "people", cwd: join(root, "x") },
    });
    expect(targets).toMatchObject([{ name: "users", section: "people", cwd: join(root, "x") }]);
  });

  test("renames what was found, and says where the URL comes from", async () => {
    await write(
      project("services/users", 'import os\nurl = os.environ["DATABASE_URL"]\nos.environ["KEY"]\n'),
    );
    const config = join(root, "services/users/alembic.ini");
    expect((await discover({ people: { config, section: "alembic" } })).targets).toMatchObject([
      {
        name: "people",
        urlEnv: ["DATABASE_URL"],
        variables: [
          { name: "DATABASE_URL", role: "url", line: 2 },
          { name: "KEY", role: "required", line: 3, via: "os.environ" },
        ],
      },
    ]);
    expect((await discover({ users: { urlEnv: ["KEY"] } })).targets).toMatchObject([
      { name: "users", urlEnv: ["KEY"] },
    ]);
  });

  test("a name that stands for nothing is a problem", async () => {
    await write(project("users"));
    const { problems, names } = await discover({ user: {} });
    expect(names).toEqual(["users"]);
    expect(problems).toMatchObject([{ name: "user" }]);
  });
});

describe("modules of the repository", () => {
  const engine = "from sqlalchemy import create_engine\nfrom shop.config import dsn\ncreate_engine(dsn)\n";
  const config = "import os\ndsn = os.environ['SHOP_PLACE']\n";
  test.each([
    ["beside the config file", "users", "users/shop/config.py"],
    ["in src", "users", "users/src/shop/config.py"],
    ["above, up to the repository", "services/users", "shop/config.py"],
  ])("are found %s", async (_, folder, file) => {
    git(root, "init", "-q");
    await write({ ...project(folder, engine), [file]: config });
    const { targets } = await discover();
    expect(targets[0]?.variables).toMatchObject([
      { name: "SHOP_PLACE", role: "url", file: join(root, file) },
    ]);
  });

  test("a link in a circle is no harm, and what is above the repository is not read", async () => {
    await write({ ...project("repo/users", engine), "shop/config.py": config });
    git(join(root, "repo"), "init", "-q");
    await symlink("..", join(root, "repo/users/shop"));
    const { targets } = await discover({}, join(root, "repo"));
    expect(targets[0]?.variables).toEqual([]);
  });
});

test("an async env.py is seen", async () => {
  await write(project("users", "async_engine_from_config({}, prefix='sqlalchemy.')\n"));
  expect((await discover()).targets).toMatchObject([{ isAsync: true, urlEnv: [] }]);
});
