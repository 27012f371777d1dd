import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CODE_REGISTRY, MigrunError, describeConfig } from "@migrun/core";
import type { ConfigFlags } from "@migrun/core";
import { loadConfig } from "./load-config.ts";

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "migrun config ")));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

interface Given {
  readonly from?: string;
  readonly config?: string;
  readonly env?: Record<string, string>;
  readonly flags?: ConfigFlags;
}

function load(given: Given = {}) {
  const { from = ".", config = null, env = {}, flags = {} } = given;
  return loadConfig({ cwd: join(root, from), explicitPath: config, env, flags, codes: CODE_REGISTRY });
}

async function files(contents: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(contents)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
}

/** The lines of the error that loading ends with. */
async function problems(given: Given = {}): Promise<readonly string[]> {
  const error = await load(given).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(MigrunError);
  expect(error).toMatchObject({ exitCode: 2, hint: expect.any(String) as string });
  return (error as MigrunError).details;
}

describe("where a configuration is found", () => {
  test("nowhere: presets and defaults hold", async () => {
    const loaded = await load();
    expect(loaded).toMatchObject({
      files: [],
      root,
      config: { server: "embedded", postgres: 17, jobs: null },
    });
    expect(loaded.config.rules).toEqual({ MF101: "error", MF103: "error" });
    expect(loaded.origins).toMatchObject({ "rules.MF101": "preset recommended", server: "default" });
  });

  test.each([
    ["migrun.config.json", '\uFEFF{ "jobs": 3 }'],
    ["migrun.config.yaml", "jobs: 3"],
    ["migrun.config.yml", "jobs: 3"],
    ["migrun.config.mjs", "export default { jobs: 1 + 2, strict: undefined }"],
    [".migrunrc", "jobs: 3"],
    [".migrunrc.json", '{ "jobs": 3 }'],
    [".migrunrc.yaml", "jobs: 3"],
    ["package.json", '{ "name": "shop", "migrun": { "jobs": 3 } }'],
    ["pyproject.toml", "[project]\nname = 'shop'\n[tool.migrun]\njobs = 3"],
  ])("%s", async (name, text) => {
    await files({ [name]: text });
    const loaded = await load();
    expect(loaded).toMatchObject({ config: { jobs: 3 }, files: [join(root, name)], root });
    expect(loaded.origins["jobs"]).toBe(name);
  });

  test.each(["module", "commonjs"])("a .js file in a package of type %s", async (type) => {
    const text = type === "module" ? "export default { jobs: 3 }" : "module.exports = { jobs: 3 }";
    await files({ "package.json": JSON.stringify({ type }), "migrun.config.js": text });
    expect((await load()).config.jobs).toBe(3);
  });

  test("upward, past files of other tools: without our table, empty or broken", async () => {
    await files({
      "migrun.config.yaml": "jobs: 3",
      "a/package.json": '{ "name": "a" }',
      "a/pyproject.toml": "[tool.alembic]\nscript_location = 'x'",
      "a/b/package.json": "{ broken",
      "a/b/pyproject.toml": "= broken",
      "a/b/c/package.json": "",
      "a/b/c/d/alembic.ini": "",
    });
    const loaded = await load({ from: "a/b/c/d" });
    expect(loaded).toMatchObject({ config: { jobs: 3 }, root });
    expect(loaded.origins["jobs"]).toBe("../../../../migrun.config.yaml");
  });

  test("a broken package.json in the folder of the process is told", async () => {
    await files({ "package.json": "{ broken" });
    const before = process.cwd();
    process.chdir(root);
    try {
      expect(await problems()).toEqual(["package.json: cannot be read"]);
    } finally {
      process.chdir(before);
    }
  });

  test("the nearest folder wins, and within a folder the file that is named for us", async () => {
    await files({
      "migrun.config.yaml": "jobs: 1",
      "a/package.json": '{ "migrun": { "jobs": 2 } }',
      "a/migrun.config.yaml": "jobs: 3",
    });
    expect((await load({ from: "a" })).config.jobs).toBe(3);
  });

  test("the file that is named, and no other", async () => {
    await files({ "migrun.config.yaml": "jobs: 1", "ci/strict.yaml": "extends: strict" });
    const loaded = await load({ config: "ci/strict.yaml" });
    expect(loaded).toMatchObject({ config: { jobs: null, strict: true }, root: join(root, "ci") });
  });

  test("a named file that is not there", async () => {
    await expect(load({ config: "nowhere.yaml" })).rejects.toMatchObject({
      code: "MIGRUN_CONFIG_NOT_FOUND",
      exitCode: 2,
      message: "There is no configuration file nowhere.yaml.",
    });
  });

  test("TypeScript is imported where Node strips types, and refused clearly where not", async () => {
    await files({ "migrun.config.ts": "const jobs: number = 3; export default { jobs }" });
    const strips = Boolean((process.features as { typescript?: string | false }).typescript);
    if (strips) expect((await load()).config.jobs).toBe(3);
    else
      expect(await problems()).toEqual([
        expect.stringMatching(
          /^migrun\.config\.ts: Node \S+ cannot import TypeScript; use Node 22\.18 or later/,
        ),
      ]);
  });
});

describe("precedence", () => {
  test("flag over environment over file over preset over default", async () => {
    await files({
      "base.yaml":
        "jobs: 2\npostgres: 14\nserver: embedded\nstrict: true\nrules: { MF101: warning, MF103: off }",
      "migrun.config.yaml":
        "extends: [strict, base.yaml]\npostgres: 15\nserver: postgresql://file/\njobs: 3\nrules: { MF101: notice }",
    });
    const env = { MIGRUN_SERVER: "postgresql://env/", MIGRUN_JOBS: "4", MIGRUN_POSTGRES: "" };
    const loaded = await load({ env, flags: { jobs: 5 } });
    expect(loaded.config).toMatchObject({
      jobs: 5,
      server: "postgresql://env/",
      postgres: 15,
      strict: true,
      rules: { MF101: "notice", MF103: "off" },
    });
    expect(loaded.origins).toMatchObject({
      jobs: "flag --jobs",
      server: "environment MIGRUN_SERVER",
      postgres: "migrun.config.yaml",
      strict: "base.yaml",
      "rules.MF101": "migrun.config.yaml",
      "rules.MF103": "base.yaml",
      isolation: "default",
    });
  });

  test("a flag goes before what the file says of one target", async () => {
    await files({
      "migrun.config.yaml": "targets: { users: { postgres: 14, section: users }, billing: { python: ./py } }",
    });
    const loaded = await load({ flags: { postgres: "18" }, env: { MIGRUN_PYTHON: "bin/python" } });
    expect(loaded.config).toMatchObject({
      postgres: 18,
      python: join(root, "bin/python"),
      targets: { users: { postgres: null, section: "users" }, billing: { python: null } },
    });
    expect(loaded.origins["targets.users.postgres"]).toBeUndefined();
  });
});

describe("extends", () => {
  test("files of other services and of other kinds, each with paths from its own folder", async () => {
    await files({
      "platform/base.json": '{ "extends": "adopt", "timeouts": { "step": 9 }, "python": "venv/bin/python" }',
      "users/pyproject.toml":
        "[tool.migrun.targets.users]\nconfig = 'alembic.ini'\nbootstrap = 'sql/a.sql'\nurlEnv = ['URL']\n",
      "all/migrun.config.yaml":
        "extends: [../platform/base.json, ../users/pyproject.toml]\ntimeouts: { server: 8 }\ntargets: { users: { x: [a=b] }, own: { cwd: ., python: python3 } }",
    });
    const { config, files: read, root: folder } = await load({ from: "all" });
    expect(config).toMatchObject({
      onlyNewFails: true,
      timeouts: { step: 9, server: 8 },
      python: join(root, "platform/venv/bin/python"),
    });
    expect(config.targets["users"]).toMatchObject({
      config: join(root, "users/alembic.ini"),
      bootstrap: [join(root, "users/sql/a.sql")],
      urlEnv: ["URL"],
      x: ["a=b"],
    });
    expect(config.targets["own"]).toMatchObject({ cwd: join(root, "all"), python: "python3", urlEnv: null });
    const expected = ["all/migrun.config.yaml", "platform/base.json", "users/pyproject.toml"];
    expect(read).toEqual(expected.map((name) => join(root, name)));
    expect(folder).toBe(join(root, "all"));
  });

  test("the same file by two ways is no circle", async () => {
    await files({
      "base.yaml": "jobs: 2",
      "a.yaml": "extends: base.yaml",
      "migrun.config.yaml": "extends: [a.yaml, ./base.yaml]",
    });
    expect((await load()).config.jobs).toBe(2);
  });

  test("a circle is told, also by way of a link", async () => {
    await files({ "a/b.yaml": "extends: ../link.yaml", "migrun.config.yaml": "extends: a/b.yaml" });
    await symlink(join(root, "migrun.config.yaml"), join(root, "link.yaml"));
    expect(await problems()).toEqual([
      "a/b.yaml: extends: extends itself: migrun.config.yaml -> a/b.yaml -> link.yaml",
    ]);
  });

  test("what is not there is named, with the preset that was meant", async () => {
    await files({
      "migrun.config.yaml": "extends: [recomended, ../x/base.yaml, 7, notes.txt]",
      "notes.txt": "",
    });
    const [first, ...others] = await problems();
    expect(first).toBe(
      'migrun.config.yaml: extends[0]: there is neither a preset nor a file "recomended"; presets: recommended, strict, adopt; did you mean "recommended"?',
    );
    expect(others).toEqual([
      "migrun.config.yaml: extends[1]: there is no file ../x/base.yaml",
      "notes.txt: cannot be a configuration: its name must end in .json, .yaml, .yml, .toml, .js, .mjs, .ts",
      "migrun.config.yaml: extends[2]: expected text, found a number; put it in quotes",
    ]);
  });

  test("a package.json without our key cannot be extended", async () => {
    await files({
      "migrun.config.yaml": "extends: [package.json, pyproject.toml]",
      "package.json": "{}",
      "pyproject.toml": "",
    });
    expect(await problems()).toEqual([
      'package.json: has no "migrun" key',
      "pyproject.toml: has no [tool.migrun] table",
    ]);
  });
});

describe("problems", () => {
  test("of all files, the environment and the flags, all at once", async () => {
    await files({
      "base.yaml": "jbos: 2\ntargets: { users: { sectoin: a } }",
      "migrun.config.yaml":
        "extends: base.yaml\njobs: 0\npostgres: 13\nserver: ${NOWHERE}\ntargets: { users: { env: { A: [1] }, heads: [] } }",
    });
    const given = { env: { MIGRUN_JOBS: "many", MIGRUN_STRICT: "maybe" }, flags: { server: "mysql" } };
    expect(await problems(given)).toEqual([
      "migrun.config.yaml: server: the variable NOWHERE is not set",
      'base.yaml: jbos: unknown key; did you mean "jobs"?',
      'base.yaml: targets.users.sectoin: unknown key; did you mean "section"?',
      "migrun.config.yaml: postgres: expected 14, 15, 16, 17 or 18",
      "migrun.config.yaml: jobs: expected at least 1",
      "migrun.config.yaml: targets.users.env.A: expected text, a number, or true or false, found a list",
      "migrun.config.yaml: targets.users.heads: expected at least one branch label",
      "environment: MIGRUN_JOBS: expected a whole number, found text",
      "environment: MIGRUN_STRICT: expected true or false, found text",
      "flag: --server: expected `embedded` or a postgresql:// URL",
    ]);
  });

  test("unknown rules are told beside all other problems, of every file", async () => {
    await files({
      "migrun.config.yaml":
        "extends: base.yaml\njobs: 0\nrules: { MF10: error, MF101: '${LEVEL}' }\nignore: [{ code: '${CODE}', reason: r }]",
      "base.yaml": "targets: { users: { rules: { no-downgrad: off }, ignore: [{ code: MC50, reason: r }] } }",
    });
    expect(await problems()).toEqual([
      "migrun.config.yaml: rules.MF101: the variable LEVEL is not set",
      "migrun.config.yaml: ignore[0].code: the variable CODE is not set",
      'base.yaml: targets.users.rules.no-downgrad: no such rule; did you mean "no-downgrade"?',
      'base.yaml: targets.users.ignore[0].code: no such code: MC50; did you mean "MC501"?',
      "migrun.config.yaml: jobs: expected at least 1",
      'migrun.config.yaml: rules.MF10: no such rule; did you mean "MF101"?',
    ]);
  });

  test.each([
    ["migrun.config.json", '{\n  "jobs": 1,\n}', "migrun.config.json:3: not valid JSON"],
    [
      "migrun.config.yaml",
      "jobs: 1\n targets: 2",
      "migrun.config.yaml:2: not valid YAML: bad indentation of a mapping entry",
    ],
    ["pyproject.toml", "[tool.migrun]\njobs = ", "pyproject.toml:2: not valid TOML: "],
    ["package.json", '{\n"migrun": {,}\n}', "package.json:2: not valid JSON"],
    [
      "migrun.config.mjs",
      "const a = 1;\nthrow new Error('postgresql://u:hunter2@h/db')",
      "migrun.config.mjs:2: could not be imported: postgresql://u:***@h/db",
    ],
    ["migrun.config.mjs", "export const jobs = 1", "migrun.config.mjs: has no default export"],
    [
      "migrun.config.mjs",
      "export default () => ({})",
      "migrun.config.mjs: expected keys and values, found a function",
    ],
    ["migrun.config.yaml", "- jobs", "migrun.config.yaml: expected keys and values, found a list"],
  ])("%s: %j", async (name, text, expected) => {
    await files({ [name]: text });
    const [line, ...others] = await problems();
    expect(line?.startsWith(expected)).toBe(true);
    expect(line?.split("\n")).toHaveLength(1);
    expect(others).toEqual([]);
  });

  test("no value is repeated: it may be a secret", async () => {
    await files({
      "migrun.config.yaml":
        "server: mysql://u:hunter2@h\njobs: hunter2\ntargets: { a: { postgres: hunter2, url: [hunter2] } }",
    });
    expect((await problems()).join("\n")).not.toContain("hunter2");
  });

  test.skipIf(process.getuid?.() === 0)("a file that may not be read", async () => {
    await files({ "migrun.config.yaml": "" });
    await chmod(join(root, "migrun.config.yaml"), 0);
    expect(await problems({ config: "migrun.config.yaml" })).toEqual(["migrun.config.yaml: may not be read"]);
  });
});

describe("values", () => {
  test("dates of YAML and TOML, and texts from the environment", async () => {
    await files({
      "a.toml": "[[ignore]]\ncode = 'MC502'\nreason = 'ours'\nuntil = 2027-01-01",
      "migrun.config.yaml":
        "extends: package.json\ntargets: { u: { url: '${URL}', env: { PORT: 5432, DEBUG: true, T: '$${x}' }, ignore: [{ code: MC501, reason: r, until: 2027-02-01 }] } }",
      "package.json": '{ "migrun": {} }',
    });
    const { config } = await load({ env: { URL: "postgresql://live/" } });
    expect(config.targets["u"]).toMatchObject({
      url: "postgresql://live/",
      env: { PORT: "5432", DEBUG: "true", T: "${x}" },
      ignore: [{ code: "MC501", object: null, revision: null, reason: "r", until: "2027-02-01" }],
    });
  });

  test("a live database whose variable is not set is unknown, and stops nothing", async () => {
    await files({ "migrun.config.yaml": "targets: { u: { url: '${LIVE_URL}' } }" });
    const loaded = await load();
    expect(loaded.config.targets["u"]?.url).toBeNull();
    expect(loaded.unset).toEqual([
      {
        path: "targets.u.url",
        message: "the variable LIVE_URL is not set",
        nearest: null,
        source: "migrun.config.yaml",
      },
    ]);
  });

  test("shown with origin and without secrets", async () => {
    await files({
      "migrun.config.yaml":
        "targets: { u: { url: 'postgresql://u:hunter2@h/db', env: { API_TOKEN: hunter2 } } }",
    });
    const rows = describeConfig(await load({ flags: { jobs: 2 } }));
    expect(rows).toContainEqual({ path: "jobs", value: 2, origin: "flag --jobs" });
    expect(rows).toContainEqual({
      path: "targets.u.url",
      value: "postgresql://u:***@h/db",
      origin: "migrun.config.yaml",
    });
    expect(JSON.stringify(rows)).not.toContain("hunter2");
  });
});
