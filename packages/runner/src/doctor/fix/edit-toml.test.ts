import { expect, test } from "vitest";
import { editToml } from "./edit-toml.ts";

const missing = new Map([["users", ["SECRET_KEY"]]]);
const edit = (text: string) => editToml(text, missing, ["tool", "migrun"]);

test.each([
  [
    "a table at the end",
    '[project]\nname = "x"\n',
    '[project]\nname = "x"\n\n[tool.migrun.targets.users.env]\nSECRET_KEY = "placeholder"\n',
  ],
  [
    "the table that is there",
    '[tool.migrun.targets.users.env]\nA = "b" # c\n\n[tool.ruff]\nline-length = 100\n',
    '[tool.migrun.targets.users.env]\nA = "b" # c\nSECRET_KEY = "placeholder"\n\n[tool.ruff]\nline-length = 100\n',
  ],
  [
    "an inline table",
    '[tool.migrun.targets.users]\nenv = { A = "b" }\n',
    '[tool.migrun.targets.users]\nenv = { A = "b", SECRET_KEY = "placeholder" }\n',
  ],
  [
    "after the target's own table",
    "[tool.migrun.targets.users]\nheads = 2\n\n[tool.ruff]\nselect = [\n  'E',\n]\n",
    "[tool.migrun.targets.users]\nheads = 2\n\n[tool.migrun.targets.users.env]\nSECRET_KEY = \"placeholder\"\n\n[tool.ruff]\nselect = [\n  'E',\n]\n",
  ],
])("%s", (_, before, after) => {
  expect(edit(before)).toBe(after);
});

test("a value that is there stays", () => {
  const text = '[tool.migrun.targets.users.env]\nSECRET_KEY = "mine"\n';
  expect(edit(text)).toBe(text);
});

test.each([
  ["what is no TOML", "[a\n"],
  ["a target in one line, which cannot get a table", "[tool.migrun]\ntargets = { users = { heads = 2 } }\n"],
])("%s is left alone", (_, text) => {
  expect(edit(text)).toBeNull();
});
