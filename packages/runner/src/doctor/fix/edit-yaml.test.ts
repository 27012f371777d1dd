import { describe, expect, test } from "vitest";
import { editYaml } from "./edit-yaml.ts";

const missing = new Map([["users", ["SECRET_KEY", "REDIS_URL"]]]);
const yaml = (text: string, wanted: ReadonlyMap<string, readonly string[]> = missing) =>
  editYaml(text, wanted, { notation: "yaml", below: [] });
const json = (text: string, below: readonly string[] = []) =>
  editYaml(text, missing, { notation: "json", below });

const ADDED = 'SECRET_KEY: placeholder\n      REDIS_URL: "redis://localhost:6379/0"\n';

describe("YAML keeps comments, order and indentation", () => {
  test.each([
    ["an empty file", "", `targets:\n  users:\n    env:\n      ${ADDED}`],
    ["nothing but a comment", "# ours\n", `# ours\ntargets:\n  users:\n    env:\n      ${ADDED}`],
    [
      "other keys",
      "jobs: 4   # cores\n\n# the end\n",
      `jobs: 4   # cores\ntargets:\n  users:\n    env:\n      ${ADDED}\n# the end\n`,
    ],
    [
      "another target",
      "targets:\n  orders: { heads: 2 }\njobs: 1\n",
      `targets:\n  orders: { heads: 2 }\n  users:\n    env:\n      ${ADDED}jobs: 1\n`,
    ],
    [
      "the target",
      "targets:\n  users:\n    heads: 2 # two\n",
      `targets:\n  users:\n    heads: 2 # two\n    env:\n      ${ADDED}`,
    ],
    [
      "some of its variables",
      "targets:\n  users:\n    env:\n      A: b # c\n    heads: 1\n",
      `targets:\n  users:\n    env:\n      A: b # c\n      ${ADDED}    heads: 1\n`,
    ],
    [
      "a target without values",
      "targets:\n  users: # later\n  orders:\n    heads: 1\n",
      `targets:\n  users: # later\n    env:\n      ${ADDED}  orders:\n    heads: 1\n`,
    ],
  ])("%s", async (_, before, after) => {
    expect(await yaml(before)).toBe(after);
  });

  test("four spaces, and a map in braces", async () => {
    expect(await yaml("targets:\n    users:\n        env: { A: b }\n")).toBe(
      'targets:\n    users:\n        env: { A: b, SECRET_KEY: placeholder, REDIS_URL: "redis://localhost:6379/0" }\n',
    );
  });

  test("a value that is there stays, whatever it is", async () => {
    const text = 'targets:\n  users:\n    env: { SECRET_KEY: "", REDIS_URL: x }\n';
    expect(await yaml(text)).toBe(text);
  });

  test("names that YAML would read as something else are quoted", async () => {
    expect(await yaml("", new Map([["on", ["A_PORT"]]]))).toBe(
      'targets:\n  "on":\n    env:\n      A_PORT: "1"\n',
    );
  });

  test.each([
    ["what is no map", "- a\n"],
    ["what is no YAML", "a: [\n"],
    ["null that was written", "targets: null\n"],
    ["a target that is a text", "targets:\n  users: text\n"],
  ])("%s is left alone", async (_, text) => {
    expect(await yaml(text)).toBeNull();
  });
});

describe("JSON", () => {
  test("on several lines", async () => {
    expect(await json('{\n\t"jobs": 2\n}\n')).toBe(
      '{\n\t"jobs": 2,\n\t"targets": {\n\t\t"users": {\n\t\t\t"env": {\n\t\t\t\t"SECRET_KEY": "placeholder",\n\t\t\t\t"REDIS_URL": "redis://localhost:6379/0"\n\t\t\t}\n\t\t}\n\t}\n}\n',
    );
  });

  test("below a key of package.json, whose other content stays", async () => {
    const text = '{\n  "name": "x",\n  "files": ["a", "b"],\n  "migrun": { "jobs": 1 }\n}\n';
    expect(await json(text, ["migrun"])).toBe(
      '{\n  "name": "x",\n  "files": ["a", "b"],\n  "migrun": { "jobs": 1, "targets": { "users": { "env": { "SECRET_KEY": "placeholder", "REDIS_URL": "redis://localhost:6379/0" } } } }\n}\n',
    );
  });

  test("an empty one", async () => {
    expect(JSON.parse((await json("{}")) ?? "null")).toEqual({
      targets: { users: { env: { SECRET_KEY: "placeholder", REDIS_URL: "redis://localhost:6379/0" } } },
    });
  });
});
