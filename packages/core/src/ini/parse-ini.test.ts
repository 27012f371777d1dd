import { execFileSync } from "node:child_process";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { getOption } from "./get-option.ts";
import { parseIni } from "./parse-ini.ts";

function read(text: string): Record<string, Record<string, string>> {
  const parsed = parseIni(text, "alembic.ini");
  if (!parsed.ok) throw new Error(`line ${parsed.error.line}: ${parsed.error.message}`);
  const { sections, defaults } = parsed.value;
  return Object.fromEntries(
    [defaults, ...sections.values()].map((section) => [
      section.name,
      Object.fromEntries([...section.entries].map(([key, entry]) => [key, entry.value])),
    ]),
  );
}

function failure(text: string) {
  const parsed = parseIni(text, "alembic.ini");
  return parsed.ok ? null : parsed.error;
}

describe("the dialect", () => {
  test("takes both delimiters, folds keys, keeps section names", () => {
    expect(read("[Users]\nScript_Location = a\nurl: b=c\n")).toEqual({
      DEFAULT: {},
      Users: { script_location: "a", url: "b=c" },
    });
  });

  test("has no inline comments, and full-line comments may be indented", () => {
    expect(read("[a]\nx = foo  ; bar\n  # note\n  more\n; end\n")["a"]).toEqual({ x: "foo  ; bar\nmore" });
  });

  test("joins continuation lines, keeps blank ones inside and drops them at the end", () => {
    expect(read("[a]\nx =\n  one\n\n  two\n\n\ny = 1")["a"]).toEqual({ x: "\none\n\ntwo", y: "1" });
  });

  test("an indented line that looks like a section continues the value", () => {
    expect(read("[a]\nx = 1\n  [b]\n")).toEqual({ DEFAULT: {}, a: { x: "1\n[b]" } });
  });

  test("the first key of a section may be indented", () => {
    expect(read("[a]\n   x = 1\n   y = 2\n")["a"]).toEqual({ x: "1", y: "2" });
  });

  test("reads a header greedily and ignores what follows it", () => {
    expect(Object.keys(read("[a]b] rest\nx = 1\n"))).toEqual(["DEFAULT", "a]b"]);
  });

  test("keeps the line of every key and section", () => {
    const parsed = parseIni("# top\r\n[a]\r\nx = 1\r\n  2\r\ny = 3\r\n", "alembic.ini");
    const section = parsed.ok ? parsed.value.sections.get("a") : undefined;
    expect(section?.line).toBe(2);
    expect(section?.entries.get("y")?.line).toBe(5);
  });

  test.each([
    ["[a]\nx = 1\n[a]\n", 3, /twice/u],
    ["[a]\nx = 1\nX: 2\n", 3, /twice/u],
    ["[DEFAULT]\nx = 1\n[DEFAULT]\nx = 2\n", 4, /twice/u],
    ["x = 1\n", 1, /before the first/u],
    ["[a]\nx = 1\njust words\n", 3, /neither/u],
    ["[a]\n= 1\n", 2, /without a key/u],
    ["[]\n", 1, /before the first/u],
    ["\uFEFF[a]\nx = 1\n", 1, /byte order mark/u],
  ])("stops at the line where Python stops: %j", (text, line, message) => {
    expect(failure(text)?.line).toBe(line);
    expect(failure(text)?.message).toMatch(message);
  });
});

describe("interpolation", () => {
  const here = "/repo/db";
  const value = (text: string, key = "x") => {
    const parsed = parseIni(text, "alembic.ini");
    if (!parsed.ok) throw new Error(parsed.error.message);
    return getOption(parsed.value, "a", key, { here });
  };

  test.each([
    ["[a]\nx = %(here)s/m\n", "/repo/db/m"],
    ["[a]\nx = 100%%\n", "100%"],
    ["[DEFAULT]\ny = d\n[a]\nx = %(Y)s\n", "d"],
    ["[DEFAULT]\ny = d\n[a]\ny = own\nx = %(y)s\n", "own"],
    ["[DEFAULT]\nhere = elsewhere\n[a]\nx = %(here)s\n", "elsewhere"],
    ["[DEFAULT]\nx = inherited\n[a]\n", "inherited"],
    ["[a]\ny = b%%c\nx = %(y)s\n", "b%c"],
    ["[a]\nbad = 5%\nx = fine\n", "fine"],
    ["[b]\nx = 1\n", null],
    ["[a]\ny = 1\n", null],
  ])("%j gives %j", (text, expected) => {
    expect(value(text)).toEqual({ ok: true, value: expected });
  });

  test.each([
    ["[a]\nx = 5%\n", /%%/u],
    ["[a]\nx = p%40ss\n", /%%/u],
    ["[a]\nx = %(here)d\n", /%%/u],
    ["[a]\nx = %(nowhere)s\n", /nowhere/u],
    ["[a]\nx = %(x)s\n", /levels deep/u],
  ])("%j fails with the line of the key", (text, message) => {
    const result = value(text);
    expect(result.ok).toBe(false);
    if (!result.ok) {
      expect(result.error.line).toBe(2);
      expect(result.error.message).toMatch(message);
    }
  });

  test("a percent sign in the folder of the file breaks %(here)s, as in Python", () => {
    const parsed = parseIni("[a]\nx = %(here)s/m\n", "alembic.ini");
    expect(parsed.ok && getOption(parsed.value, "a", "x", { here: "/50%/db" }).ok).toBe(false);
  });
});

/** Reads every document with Python's own parser: sections with interpolated values, or null for an error. */
const PYTHON = `
import configparser, io, json, sys
def read(text):
    parser = configparser.ConfigParser({"here": "/h"})
    try:
        parser.read_file(io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))
    except configparser.Error:
        return None
    out = {}
    for section in parser.sections():
        values = out[section] = {}
        for key in parser.options(section):
            try:
                values[key] = parser.get(section, key)
            except configparser.Error:
                values[key] = None
    return out
json.dump([read(text) for text in json.load(sys.stdin)], sys.stdout)
`;

const line = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("[a]", "[b]", "[DEFAULT]", "[c]d] e", " [a]", "[]", "[ a ]") },
  {
    weight: 8,
    arbitrary: fc
      .tuple(
        fc.constantFrom("", "", "", " ", "  ", "\t", "\u00a0", "\u001c"),
        fc.constantFrom("x", "y", "Y", "z", "here", "two words", "é", ""),
        fc.constantFrom("=", ":", " = ", " : ", "\t=", "\u0085=", " "),
        fc.constantFrom("1", "", "a=b", "%(x)s", "%(here)s", "%%", "5%", "v ; c", "v # c", "%(y)s%(z)s"),
      )
      .map((parts) => parts.join("")),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      "",
      "  ",
      "# c",
      " ; c",
      "  more",
      "\tmore",
      "word",
      "\ufeffx = 1",
      "\u2028",
      "\f",
    ),
  },
);
const documents = fc.record({
  head: fc.constantFrom("[a]", "[a]", "[DEFAULT]", "", "# c"),
  lines: fc.array(line, { maxLength: 9 }),
  newline: fc.constantFrom("\n", "\r\n", "\r"),
});

test("agrees with Python's ConfigParser on generated documents", () => {
  const texts = fc
    .sample(documents, { numRuns: 4000, seed: 20 })
    .map(({ head, lines, newline }) => [head, ...lines].join(newline));
  const answer: unknown = JSON.parse(
    execFileSync("python3", ["-c", PYTHON], {
      input: JSON.stringify(texts),
      encoding: "utf8",
      maxBuffer: 1e8,
    }),
  );
  const ours = texts.map((text) => {
    const parsed = parseIni(text, "x.ini");
    if (!parsed.ok) return null;
    const { sections, defaults } = parsed.value;
    return Object.fromEntries(
      [...sections.values()].map((section) => {
        const keys = new Set([...section.entries.keys(), ...defaults.entries.keys(), "here"]);
        const values = [...keys].map((key) => {
          const value = getOption(parsed.value, section.name, key, { here: "/h" });
          return [key, value.ok ? value.value : null];
        });
        return [section.name, Object.fromEntries(values)];
      }),
    );
  });
  expect(ours).toEqual(answer);
  expect(ours.filter((document) => document !== null).length).toBeGreaterThan(400);
});
