import { describe, expect, test } from "vitest";
import { interpolateDocument } from "./interpolate.ts";

const env = { USER: "u", EMPTY: "", NESTED: "${USER}" };

function fill(text: string) {
  return interpolateDocument({ server: text }, env, "f");
}

describe("interpolateDocument", () => {
  test.each([
    ["plain", "plain"],
    ["${USER}", "u"],
    ["a ${USER} b ${USER:-x}", "a u b u"],
    ["${EMPTY}", ""],
    ["${EMPTY:-default}", "default"],
    ["${NOWHERE:-}", ""],
    ["${NOWHERE:-postgresql://h:5432/db?a=b}", "postgresql://h:5432/db?a=b"],
    ["$$", "$"],
    ["$${USER}", "${USER}"],
    ["$$${USER}", "$u"],
    ["p$w $USER 5$", "p$w $USER 5$"],
    ["${NESTED}", "${USER}"],
  ])("%s", (text, expected) => {
    expect(fill(text)).toEqual({
      value: { server: expected },
      issues: [],
      unset: [],
      urlVariables: new Map(),
    });
  });

  test.each(["${}", "${USER", "${1A}", "${USER-x}", "${A:-${USER}}"])("%s is no variable", (text) => {
    expect(fill(text).issues).toEqual([
      {
        path: "server",
        message: "${ must go on as ${NAME} or ${NAME:-default}; $$ gives a dollar",
        nearest: null,
        source: "f",
      },
    ]);
  });

  test("every variable that is not set is told, with the path of its value", () => {
    const content = { extends: ["${A}"], targets: { u: { env: { K: "${B}" }, x: ["ok", "${toString}"] } } };
    const { issues, unset } = interpolateDocument(content, env, "f");
    expect(issues.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      "extends[0]: the variable A is not set",
      "targets.u.env.K: the variable B is not set",
      "targets.u.x[1]: the variable toString is not set",
    ]);
    expect(unset).toEqual([]);
  });

  test("an unset variable of a live database leaves it unknown", () => {
    const content = { targets: { u: { url: "${A}" }, v: { url: "${" } } };
    const { value, issues, unset } = interpolateDocument(content, env, "f");
    expect(value).toEqual({ targets: { u: { url: null }, v: { url: null } } });
    expect(unset.map((issue) => issue.path)).toEqual(["targets.u.url"]);
    expect(issues.map((issue) => issue.path)).toEqual(["targets.v.url"]);
  });

  test("the variables of live databases are told whether they are set or not", () => {
    const url = "postgresql://${USER}:${PASSWORD:-none}@$${HOST}/d";
    const content = { targets: { u: { url, migrateUrl: "${A}" }, v: { url: "postgresql://h/d" } } };
    const { urlVariables } = interpolateDocument(content, { USER: "u" }, "f");
    expect(Object.fromEntries(urlVariables)).toEqual({
      "targets.u.url": { names: ["USER", "PASSWORD"], isWhole: false },
      "targets.u.migrateUrl": { names: ["A"], isWhole: true },
      "targets.v.url": { names: [], isWhole: false },
    });
  });

  test("keys and values that are no texts stay", () => {
    const content = { "${USER}": 1, list: [true, null] };
    expect(interpolateDocument(content, env, "f").value).toEqual(content);
  });
});
