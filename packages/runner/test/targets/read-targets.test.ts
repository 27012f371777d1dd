import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readTargets } from "@migrun/core";
import { testPython } from "../python.ts";

/** What Alembic itself makes of a config, from the config's folder: null where it stops. */
const ALEMBIC = `
import json, os, sys, warnings
from alembic.config import Config
from alembic.script import ScriptDirectory
warnings.simplefilter("ignore")
answers = []
for folder, section in json.load(sys.stdin):
    os.chdir(folder)
    ini = "alembic.ini" if os.path.exists("alembic.ini") else None
    try:
        try:
            config = Config(ini, toml_file="pyproject.toml", ini_section=section)
        except TypeError:
            config = Config(ini, ini_section=section)
        before = list(sys.path)
        script = ScriptDirectory.from_config(config)
        answers.append({
            "scriptDirectory": os.path.abspath(script.dir),
            "versionLocations": [os.path.abspath(str(one)) for one in script._version_locations],
            "recursiveVersionLocations": getattr(script, "recursive_version_locations", False),
            "sourceless": script.sourceless,
            "fileTemplate": script.file_template,
            "prependSysPath": sys.path[:len(sys.path) - len(before)],
        })
        sys.path[:] = before
    except Exception as error:
        answers.append(None)
json.dump(answers, sys.stdout)
`;

const INI = "[users]\nscript_location = migrations\nfile_template = x\n";
const TOML = '[tool.alembic]\nscript_location = "migrations"\nfile_template = "x"\n';
const CASES: readonly { readonly ini?: string; readonly toml?: string; readonly isNew?: boolean }[] = [
  { ini: INI },
  { ini: INI.replace("migrations", "%(here)s/migrations") },
  { ini: `${INI.replace("x", "%%(rev)s_%%(slug)s")}prepend_sys_path = .\n` },
  { ini: INI.replace("x", "%(rev)s") },
  { ini: INI.replace("migrations", "gone") },
  { ini: INI.replace("= migrations", "=") },
  { ini: `${INI}version_locations = a b, %(here)s/c\n` },
  { ini: `${INI}version_path_separator = os\nversion_locations = a:b\n` },
  { ini: `${INI}version_path_separator = space\nversion_locations = a  b\n` },
  { ini: `${INI}version_path_separator = comma\nversion_locations = a,b\n` },
  { ini: `${INI}path_separator = newline\nversion_locations =\n  a b\n\n  ../c\n`, isNew: true },
  {
    ini: `${INI}path_separator = ;\nversion_path_separator = space\nversion_locations = a;b c\nprepend_sys_path = x;y\n`,
    isNew: true,
  },
  { ini: `${INI}prepend_sys_path = a:b c,d\n` },
  { ini: `${INI}recursive_version_locations = True\nsourceless = true\n` },
  { ini: `[DEFAULT]\nsourceless = true\nrecursive_version_locations = true\n${INI}`, isNew: true },
  { ini: `${INI}File_Template = y\n` },
  { ini: `${INI}broken\n` },
  { ini: `\uFEFF${INI}` },
  {
    ini: "[users]\nversion_table = v\nfile_template = y\nversion_locations =\n",
    toml: `${TOML}version_locations = ["%(here)s/a", "b"]\n`,
    isNew: true,
  },
  { ini: INI, toml: '[tool.alembic]\nsourceless = true\nprepend_sys_path = ["."]\n', isNew: true },
  { toml: TOML, isNew: true },
  { toml: TOML.replace('"x"', '"%%(rev)s"'), isNew: true },
  { toml: TOML.replace('"x"', '"%(rev)s"'), isNew: true },
  { toml: `${TOML}sourceless = "true"\n`, isNew: true },
  { toml: `${TOML}recursive_version_locations = true\nversion_locations = []\n`, isNew: true },
];

let root = "";
beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "migrun-settings-")));
  for (const [index, { ini, toml }] of CASES.entries()) {
    const folder = join(root, String(index));
    await mkdir(join(folder, "migrations"), { recursive: true });
    if (ini !== undefined) await writeFile(join(folder, "alembic.ini"), ini);
    if (toml !== undefined) await writeFile(join(folder, "pyproject.toml"), toml);
  }
});
afterAll(() => rm(root, { recursive: true, force: true }));

test("reads configs as Alembic does", () => {
  const questions = CASES.map(({ ini }, index) => [
    join(root, String(index)),
    ini === undefined ? "alembic" : "users",
  ]);
  const answers = JSON.parse(
    execFileSync(testPython, ["-c", ALEMBIC], { input: JSON.stringify(questions), encoding: "utf8" }),
  ) as readonly unknown[];
  const version = execFileSync(testPython, ["-c", "import alembic; print(alembic.__version__)"], {
    encoding: "utf8",
  });
  const hasToml = Number(version.split(".")[1]) >= 16;
  const ours = CASES.map(({ ini, toml }, index) => {
    const folder = join(root, String(index));
    const texts = [["alembic.ini", ini] as const, ["pyproject.toml", toml] as const];
    const { targets } = readTargets({
      cwd: folder,
      configs: texts.flatMap(([name, text]) =>
        text === undefined ? [] : [{ file: join(folder, name), text }],
      ),
      configured: [],
      exists: existsSync,
      pathSeparator: delimiter,
    });
    const [target] = targets;
    if (target === undefined) return null;
    const { scriptDirectory, versionLocations, recursiveVersionLocations, sourceless } = target;
    const { fileTemplate, prependSysPath } = target;
    return {
      scriptDirectory,
      versionLocations,
      recursiveVersionLocations,
      sourceless,
      fileTemplate,
      prependSysPath,
    };
  });
  const judged = CASES.flatMap(({ isNew = false }, index) => (isNew && !hasToml ? [] : [index]));
  const table = (values: readonly unknown[]) => judged.map((index) => [CASES[index], values[index]]);
  // An empty script_location is the working directory for Alembic; here it is a problem.
  const expected = answers.map((answer, index) =>
    CASES[index]?.ini?.includes("script_location =\n") ? null : answer,
  );
  expect(table(ours)).toEqual(table(expected));
  expect(ours.filter((one) => one !== null).length).toBeGreaterThan(12);
});
