import { describe, expect, test } from "vitest";
import type { ConfiguredTarget } from "./match-configured.ts";
import { readTargets } from "./read-targets.ts";

interface Repo {
  /** Paths below /repo; a text for configs, anything else exists only. */
  readonly files: Readonly<Record<string, string>>;
  readonly configured?: readonly (Partial<ConfiguredTarget> & { readonly name: string })[];
  readonly cwd?: string;
  readonly pathSeparator?: ":" | ";";
}

function read({ files, configured = [], cwd = "/repo", pathSeparator = ":" }: Repo) {
  const paths = Object.keys(files).map((path) => `/repo/${path}`);
  return readTargets({
    cwd,
    configs: Object.entries(files)
      .filter(([path]) => /\.(?:ini|toml)$/u.test(path))
      .map(([path, text]) => ({ file: `/repo/${path}`, text })),
    configured: configured.map((entry) => ({ config: null, section: null, cwd: null, ...entry })),
    exists: (path) => paths.some((one) => one === path || one.startsWith(`${path}/`)),
    pathSeparator,
  });
}

function only(repo: Repo) {
  const { targets, problems } = read(repo);
  expect(problems).toEqual([]);
  expect(targets).toHaveLength(1);
  const [target] = targets;
  if (target === undefined) throw new Error("no target");
  return target;
}

const script = { "migrations/env.py": "" };
const lines = (...texts: readonly string[]): string => texts.join("\n");

describe("which sections count", () => {
  test("every section with a script_location of its own", () => {
    const ini = lines(
      "[users]",
      "script_location = migrations",
      "[analytics]",
      "script_location = %(here)s/migrations",
      "[loggers]",
      "keys = root",
      "[logger_root]",
      "level = WARN",
      "[alembic:exclude]",
      "tables = spatial_ref_sys",
    );
    const { targets, passedOver, problems } = read({ files: { "alembic.ini": ini, ...script } });
    expect(targets.map(({ name }) => name)).toEqual(["analytics", "users"]);
    expect(problems).toEqual([]);
    expect(passedOver.map(({ section, reason }) => [section, reason])).toEqual([
      ["loggers", "configures logging"],
      ["logger_root", "configures logging"],
      ["alembic:exclude", "lists what env.py leaves out"],
    ]);
  });

  test.each(["sqlalchemy.url", "version_locations", "version_table"])("an inherited one with %s", (key) => {
    const ini = `[DEFAULT]\nscript_location = migrations\n[users]\n${key} = x\n[plain]\n[logger_x]\n${key} = x\n`;
    const { targets, passedOver } = read({ files: { "alembic.ini": ini, ...script } });
    expect(targets.map(({ section }) => section)).toEqual(["users"]);
    expect(passedOver.map(({ section }) => section)).toEqual(["plain", "logger_x"]);
  });

  test("a multidb ini is one target, its engines are passed over", () => {
    const ini = lines(
      "[alembic]",
      "script_location = migrations",
      "databases = engine1, engine2",
      "[engine1]",
      "sqlalchemy.url = sqlite:///a",
      "[engine2]",
      "sqlalchemy.url = sqlite:///b",
    );
    const { targets, passedOver } = read({ files: { "alembic.ini": ini, ...script } });
    expect(targets.map(({ name }) => name)).toEqual(["alembic"]);
    expect(passedOver.map(({ section, reason }) => [section, reason])).toEqual([
      ["engine1", "is an engine of [alembic], which names it in `databases`"],
      ["engine2", "is an engine of [alembic], which names it in `databases`"],
    ]);
  });

  test("engines are passed over also where [DEFAULT] has the location", () => {
    const ini = lines(
      "[DEFAULT]",
      "script_location = migrations",
      "[alembic]",
      "databases = engine1",
      "version_table = v",
      "[engine1]",
      "sqlalchemy.url = sqlite:///a",
    );
    expect(only({ files: { "alembic.ini": ini, ...script } }).section).toBe("alembic");
  });

  test("a config among its own scripts is Flask-Migrate's: named and run as the project around it", () => {
    const scripts = { "shop/migrations/env.py": "", "shop/migrations/versions/a.py": "" };
    const ini = "[alembic]\n# nothing\n[loggers]\nkeys = root\n";
    const { targets, problems } = read({ files: { ...scripts, "shop/migrations/alembic.ini": ini } });
    expect(problems).toEqual([]);
    expect(targets).toMatchObject([
      {
        name: "shop",
        cwd: "/repo/shop",
        scriptLocation: "/repo/shop/migrations",
        scriptDirectory: "/repo/shop/migrations",
        isLocationConfigured: false,
        versionLocations: ["/repo/shop/migrations/versions"],
      },
    ]);
    expect(read({ files: { "shop/migrations/alembic.ini": ini } }).targets).toEqual([]);
    const own = { "shop/alembic.ini": "[alembic]\nscript_location = migrations\n" };
    const both = read({ files: { ...scripts, "shop/migrations/alembic.ini": ini, ...own } });
    expect(both.targets).toMatchObject([{ name: "shop", iniFile: "/repo/shop/alembic.ini" }]);
    expect(read({ files: { ...scripts, "shop/migrations/setup.ini": ini } }).targets).toEqual([]);
  });

  test("a URL alone is no target and is passed over with the reason", () => {
    const { targets, passedOver } = read({
      files: { "development.ini": "[app:main]\nsqlalchemy.url = sqlite://\n" },
    });
    expect(targets).toEqual([]);
    expect(passedOver[0]?.reason).toMatch(/no script_location/u);
  });
});

describe("values", () => {
  const ini = (...texts: readonly string[]): Repo => ({
    files: {
      "db/alembic.ini": lines("[alembic]", "script_location = migrations", ...texts),
      "db/migrations/env.py": "",
    },
  });

  test("defaults", () => {
    expect(only(ini())).toMatchObject({
      name: "db",
      iniFile: "/repo/db/alembic.ini",
      tomlFile: null,
      section: "alembic",
      cwd: "/repo/db",
      scriptLocation: "migrations",
      scriptDirectory: "/repo/db/migrations",
      versionLocations: ["/repo/db/migrations/versions"],
      recursiveVersionLocations: false,
      sourceless: false,
      fileTemplate: null,
      prependSysPath: [],
      url: null,
      rawUrl: null,
      versionTable: null,
    });
  });

  test("interpolation and escapes", () => {
    const target = only(
      ini(
        "file_template = %%(rev)s_%%(slug)s",
        "sqlalchemy.url = postgresql://u:p%%40w@h/%(db)s",
        "db = users",
        "version_table = %(db)s_version",
        "version_locations = %(here)s/a",
      ),
    );
    expect(target).toMatchObject({
      fileTemplate: "%(rev)s_%(slug)s",
      url: "postgresql://u:p%40w@h/users",
      versionTable: "users_version",
      versionLocations: ["/repo/db/a"],
    });
  });

  test("a URL that env.py completes is kept as written", () => {
    const target = only(ini("sqlalchemy.url = postgresql+asyncpg://%(DB_USER)s@h/x"));
    expect(target.url).toBeNull();
    expect(target.rawUrl).toBe("postgresql+asyncpg://%(DB_USER)s@h/x");
  });

  test.each([
    [["version_locations = a b, c"], ["a", "b", "c"]],
    [["version_locations = a,b  c"], ["a", "b", "c"]],
    [
      ["version_path_separator = os", "version_locations = a:b"],
      ["a", "b"],
    ],
    [
      ["version_path_separator = ;", "version_locations = a; b ;"],
      ["a", "b"],
    ],
    [
      ["version_path_separator = space", "version_locations = a  b"],
      ["a", "b"],
    ],
    [
      ["version_path_separator = newline", "version_locations =", "  a", "  b c"],
      ["a", "b c"],
    ],
    [
      ["path_separator = :", "version_path_separator = ;", "version_locations = a;b:c"],
      ["a;b", "c"],
    ],
    [
      ["path_separator = newline", "version_locations =", "  %(here)s/a", "", "  # note", "  ../b"],
      ["a", "../b"],
    ],
  ])("version_locations: %j", (texts, locations) => {
    const expected = locations.map((one) => (one === "../b" ? "/repo/b" : `/repo/db/${one}`));
    expect(only(ini(...texts)).versionLocations).toEqual(expected);
  });

  test("`os` means the separator of the system", () => {
    const repo = ini("path_separator = os", "version_locations = a;b");
    expect(only({ ...repo, pathSeparator: ";" }).versionLocations).toEqual(["/repo/db/a", "/repo/db/b"]);
    expect(only(repo).versionLocations).toEqual(["/repo/db/a;b"]);
  });

  test.each([
    [["prepend_sys_path = ."], ["."]],
    [["prepend_sys_path = a:b c,d"], ["a", "b", "c", "d"]],
    [
      ["path_separator = ;", "prepend_sys_path = .;src:x"],
      [".", "src:x"],
    ],
    [["version_path_separator = ;", "prepend_sys_path = a;b"], ["a;b"]],
  ])("prepend_sys_path: %j", (texts, expected) => {
    expect(only(ini(...texts)).prependSysPath).toEqual(expected);
  });

  test.each([
    ["true", true],
    ["True", false],
    ["1", false],
    ["yes", false],
  ])("recursive_version_locations and sourceless = %s: %j", (word, expected) => {
    const target = only(ini(`recursive_version_locations = ${word}`, `sourceless = ${word}`));
    expect(target).toMatchObject({ recursiveVersionLocations: expected, sourceless: expected });
  });

  test("keys of [DEFAULT] reach every section", () => {
    const text = lines(
      "[DEFAULT]",
      "script_location = migrations",
      "recursive_version_locations = true",
      "[users]",
      "version_table = u",
      "[billing]",
      "version_table = b",
    );
    const { targets } = read({ files: { "alembic.ini": text, ...script } });
    expect(
      targets.map((target) => [target.name, target.recursiveVersionLocations, target.versionTable]),
    ).toEqual([
      ["billing", true, "b"],
      ["users", true, "u"],
    ]);
  });

  test.each([
    [["path_separator = comma", "version_locations = a"], 3, /path_separator must be/u],
    [["version_path_separator = constructor", "version_locations = a"], 3, /version_path_separator must be/u],
    [["version_locations = a, b,"], 3, /empty entry/u],
    [["path_separator = ;", "version_locations = a; ;b"], 4, /empty entry/u],
    [["version_locations =", "  a", "  b"], 3, /newline/u],
    [["file_template = %(rev)s"], 3, /rev/u],
  ])("%j is a problem on its line", (texts, line, message) => {
    const { targets, problems } = read(ini(...texts));
    expect(targets).toEqual([]);
    expect(problems).toMatchObject([{ name: "db", file: "/repo/db/alembic.ini", section: "alembic", line }]);
    expect(problems[0]?.message).toMatch(message);
  });
});

describe("working directory", () => {
  test("is the folder of the config, else where migrun was started", () => {
    const text = "[alembic]\nscript_location = db/migrations\n";
    const files = { "services/users/alembic.ini": text };
    expect(only({ files: { ...files, "services/users/db/migrations/env.py": "" } }).cwd).toBe(
      "/repo/services/users",
    );
    expect(only({ files: { ...files, "db/migrations/env.py": "" } }).cwd).toBe("/repo");
    expect(
      only({
        files: { ...files, "x/db/migrations/env.py": "" },
        configured: [{ name: "users", cwd: "/repo/x" }],
      }).cwd,
    ).toBe("/repo/x");
  });

  test("a location that is nowhere is a problem on its line, without an absolute path", () => {
    const files = {
      "db/alembic.ini": "[alembic]\n\nscript_location = %(here)s/gone\n",
      "db2/alembic.ini": "[alembic]\nscript_location = gone",
    };
    const { problems } = read({ files });
    expect(problems.map(({ name, line, message }) => [name, line, message])).toEqual([
      ["db", 3, "script_location: there is no folder db/gone"],
      ["db2", 2, "script_location: there is no folder gone in db2 or ."],
    ]);
  });

  test("package:path is left to Python", () => {
    const target = only({
      files: {
        "db/alembic.ini": "[alembic]\nscript_location = shop.db:migrations\n",
        "shop/db/__init__.py": "",
      },
    });
    expect(target).toMatchObject({ cwd: "/repo", scriptDirectory: null, versionLocations: [] });
  });

  test("package:path is known where prepend_sys_path leads to the package, which nothing comes before", () => {
    const ini = (path: string, locations = ""): string =>
      `[alembic]\nscript_location = shop.db:migrations\nprepend_sys_path = ${path}\n${locations}`;
    const files = { "src/shop/__init__.py": "", "src/shop/db/__init__.py": "" };
    expect(only({ files: { ...files, "alembic.ini": ini("src") } })).toMatchObject({
      scriptDirectory: "/repo/src/shop/db/migrations",
      versionLocations: ["/repo/src/shop/db/migrations/versions"],
    });
    const locations = "version_locations = shop:a shop.db:b/c\n";
    expect(only({ files: { ...files, "alembic.ini": ini("src", locations) } }).versionLocations).toEqual([
      "/repo/src/shop/a",
      "/repo/src/shop/db/b/c",
    ]);
    // The first `shop` on the path decides, though it has no `db`.
    const hidden = { "lib/shop/__init__.py": "", "alembic.ini": ini("lib:src") };
    expect(only({ files: { ...files, ...hidden } }).scriptDirectory).toBeNull();
    expect(only({ files: { ...files, "alembic.ini": ini(".") } }).scriptDirectory).toBeNull();
  });

  test("a package:path among the version locations leaves them to Python", () => {
    const target = only({
      files: {
        "alembic.ini":
          "[alembic]\nscript_location = migrations\nversion_locations = migrations/versions shop:v\n",
        ...script,
      },
    });
    expect(target).toMatchObject({ scriptDirectory: "/repo/migrations", versionLocations: [] });
  });

  test("an empty location is a problem", () => {
    const { problems } = read({ files: { "alembic.ini": "[alembic]\nscript_location =\n" } });
    expect(problems[0]).toMatchObject({ line: 2, message: "script_location is empty" });
  });

  test("Windows paths", () => {
    const { targets } = readTargets({
      cwd: "C:\\repo",
      configs: [
        {
          file: "C:\\repo\\db\\alembic.ini",
          text: "[alembic]\nscript_location = %(here)s/migrations\nversion_locations = C:\\v ..\\w\n",
        },
      ],
      configured: [],
      exists: (path) => path === "C:\\repo\\db\\migrations",
      pathSeparator: ";",
    });
    expect(targets[0]).toMatchObject({
      name: "db",
      scriptLocation: "C:/repo/db/migrations",
      scriptDirectory: "C:\\repo\\db\\migrations",
      versionLocations: ["C:\\v", "C:\\repo\\w"],
    });
  });
});

describe("pyproject.toml", () => {
  const toml = lines(
    "[tool.alembic]",
    'script_location = "%(here)s/migrations"',
    'file_template = "%%(rev)s"',
    'version_locations = ["%(here)s/a", "b"]',
    'prepend_sys_path = ["."]',
    "recursive_version_locations = true",
  );

  test("alone is a target called alembic", () => {
    expect(only({ files: { "pyproject.toml": toml, ...script } })).toMatchObject({
      name: "alembic",
      iniFile: null,
      tomlFile: "/repo/pyproject.toml",
      section: "alembic",
      scriptLocation: "/repo/migrations",
      fileTemplate: "%(rev)s",
      versionLocations: ["/repo/a", "/repo/b"],
      prependSysPath: ["."],
      recursiveVersionLocations: true,
    });
  });

  test("fills in what the ini beside it does not say", () => {
    const ini = "[alembic]\nsqlalchemy.url = sqlite://\nfile_template =\nversion_locations =\n";
    expect(only({ files: { "pyproject.toml": toml, "alembic.ini": ini, ...script } })).toMatchObject({
      name: "alembic",
      iniFile: "/repo/alembic.ini",
      tomlFile: "/repo/pyproject.toml",
      url: "sqlite://",
      // An empty value counts for texts, and falls through for lists.
      fileTemplate: "",
      versionLocations: ["/repo/a", "/repo/b"],
    });
  });

  test("an ini without [alembic] stands beside it", () => {
    const target = only({
      files: { "pyproject.toml": toml, "alembic.ini": "[loggers]\nkeys = root\n", ...script },
    });
    expect(target).toMatchObject({ iniFile: "/repo/alembic.ini", section: "alembic" });
  });

  test("gives its location to sections with a URL", () => {
    const ini = "[users]\nsqlalchemy.url = sqlite:///u\n[billing]\nsqlalchemy.url = sqlite:///b\n";
    const { targets } = read({ files: { "pyproject.toml": toml, "alembic.ini": ini, ...script } });
    expect(targets.map(({ name, scriptLocation }) => [name, scriptLocation])).toEqual([
      ["billing", "/repo/migrations"],
      ["users", "/repo/migrations"],
    ]);
  });

  test("is a target of its own beside sections that do not need it", () => {
    const ini = "[users]\nscript_location = migrations\n";
    const { targets } = read({ files: { "pyproject.toml": toml, "alembic.ini": ini, ...script } });
    expect(targets.map(({ name }) => name)).toEqual(["alembic", "users"]);
  });

  test("of the working directory is merged, not the one beside the ini", () => {
    const files = {
      "pyproject.toml": '[tool.alembic]\nfile_template = "root"\n',
      "db/pyproject.toml": '[tool.alembic]\nfile_template = "db"\n',
      "db/alembic.ini": "[alembic]\nscript_location = migrations\n",
      ...script,
    };
    expect(only({ files })).toMatchObject({
      cwd: "/repo",
      tomlFile: "/repo/pyproject.toml",
      fileTemplate: "root",
    });
  });

  test("without a location, or without [tool.alembic], is none", () => {
    expect(read({ files: { "pyproject.toml": "[tool.alembic]\ntimezone = 'UTC'\n" } })).toMatchObject({
      targets: [],
      passedOver: [{ section: null, reason: "has a [tool.alembic] without script_location" }],
    });
    expect(read({ files: { "pyproject.toml": "[tool.black]\nline-length = 1\n" } }).passedOver).toEqual([]);
  });

  test.each([
    ['sourceless = "true"', /sourceless must be true or false/u],
    ['version_locations = "a b"', /version_locations must be a list/u],
    ["version_locations = [1]", /version_locations must be a list/u],
    ['version_locations = [""]', /empty entry/u],
    ['file_template = "%(rev)s"', /rev/u],
    ['file_template = "100%"', /%%/u],
    ["file_template = 3", /must be a string/u],
  ])("%s is a problem", (line, message) => {
    const text = `[tool.alembic]\nscript_location = "migrations"\n${line}\n`;
    const { targets, problems } = read({ files: { "pyproject.toml": text, ...script } });
    expect(targets).toEqual([]);
    expect(problems[0]?.message).toMatch(message);
  });
});

describe("names", () => {
  const plain = "[alembic]\nscript_location = migrations\n";
  const users = "[users]\nscript_location = migrations\n";
  const names = (inis: Readonly<Record<string, string>>): Readonly<Record<string, string>> => {
    const { targets } = read({ files: { ...inis, ...script } });
    return Object.fromEntries(targets.map(({ name, iniFile }) => [iniFile?.slice("/repo/".length), name]));
  };

  test.each([
    [{ "alembic.ini": plain, "services/users/alembic.ini": plain }, ["alembic", "users"]],
    [
      { "services/users/alembic.ini": plain, "legacy/users/alembic.ini": plain },
      ["services/users", "legacy/users"],
    ],
    [
      { "a/x/users/alembic.ini": plain, "b/x/users/alembic.ini": plain, "c/users/alembic.ini": plain },
      ["a/x/users", "b/x/users", "c/users"],
    ],
    [{ "a/alembic.ini": users, "b/alembic.ini": users }, ["a:users", "b:users"]],
    [{ "alembic.ini": users, "services/users/alembic.ini": plain }, ["alembic.ini:users", "services/users"]],
    [{ "alembic.ini": plain, "alembic/alembic.ini": plain }, ["alembic", "alembic/alembic.ini"]],
    [{ "db/users.ini": plain, "db/billing.ini": plain }, ["users.ini", "billing.ini"]],
    [{ "alembic.ini": plain, "other.ini": plain }, ["alembic.ini", "other.ini"]],
  ])("%j", (inis, expected) => {
    expect(names(inis)).toEqual(
      Object.fromEntries(Object.keys(inis).map((file, index) => [file, expected[index]])),
    );
  });

  test("are always different", () => {
    const inis = [
      "users",
      "a/users",
      "b/a/users",
      "users/a",
      "c/users/users",
      "alembic",
      "users/alembic",
    ].flatMap((folder) =>
      ["alembic.ini", "users.ini"].map((file) => [`${folder}/${file}`, plain + users] as const),
    );
    const { targets } = read({ files: { ...Object.fromEntries(inis), ...script } });
    expect(new Set(targets.map(({ name }) => name)).size).toBe(inis.length * 2);
  });
});

describe("configured targets", () => {
  const files = {
    "alembic.ini": "[users]\nscript_location = migrations\n[billing]\nscript_location = migrations\n",
    ...script,
  };

  test("rename what was found, by section or by file and section", () => {
    const configured = [
      { name: "people", section: "users" },
      { name: "money", config: "/repo/alembic.ini", section: "billing" },
    ];
    expect(read({ files, configured }).targets.map(({ name, section }) => [name, section])).toEqual([
      ["money", "billing"],
      ["people", "users"],
    ]);
  });

  test("a section called as the entry is meant where only the file is named", () => {
    expect(
      read({ files, configured: [{ name: "users", config: "/repo/alembic.ini" }] }).targets,
    ).toHaveLength(2);
  });

  test("add a section that discovery would not count", () => {
    const text = "[DEFAULT]\nscript_location = migrations\n[users]\n";
    const found = read({
      files: { "alembic.ini": text, ...script },
      configured: [{ name: "u", config: "/repo/alembic.ini", section: "users" }],
    });
    expect(found.targets.map(({ name }) => name)).toEqual(["u"]);
    expect(found.passedOver).toEqual([]);
  });

  test("two entries may share a section, with names of their own", () => {
    const configured = ["acme", "zeta"].map((name) => ({
      name,
      config: "/repo/alembic.ini",
      section: "users",
    }));
    expect(read({ files, configured }).targets.map(({ name }) => name)).toEqual(["acme", "billing", "zeta"]);
  });

  test("a configured name is not given to another target", () => {
    const configured = [{ name: "billing", section: "users" }];
    expect(read({ files, configured }).targets.map(({ name, section }) => [name, section])).toEqual([
      ["alembic.ini:billing", "billing"],
      ["billing", "users"],
    ]);
  });

  test.each([
    [{ name: "user" }, /nearest: users/u],
    [{ name: "x", section: "biling" }, /nearest: \[billing\]/u],
    [
      { name: "x", config: "/repo/alembic.ini", section: "bilings" },
      /no section \[bilings\] \(nearest: \[billing\]\)/u,
    ],
    [{ name: "x", config: "/repo/alembic.ini" }, /no section \[alembic\]/u],
    [{ name: "x", config: "/repo/none.ini" }, /none\.ini does not exist/u],
  ])("%j never falls through to another config", (entry, message) => {
    const { problems, targets } = read({ files, configured: [entry] });
    expect(problems.map((problem) => problem.name)).toEqual([entry.name]);
    expect(problems[0]?.message).toMatch(message);
    expect(targets.map(({ name }) => name)).toEqual(["billing", "users"]);
  });
});

test("a file that cannot be parsed is a problem with its line, and the others go on", () => {
  const { targets, problems } = read({
    files: {
      "a/alembic.ini": "[alembic]\nscript_location = m\nnonsense\n",
      "b/pyproject.toml": "[tool.alembic\n",
      "alembic.ini": "[alembic]\nscript_location = migrations\n",
      ...script,
    },
  });
  expect(targets.map(({ name }) => name)).toEqual(["alembic"]);
  expect(problems).toMatchObject([
    { file: "/repo/a/alembic.ini", line: 3, name: null },
    { file: "/repo/b/pyproject.toml", line: 1, name: null },
  ]);
});
