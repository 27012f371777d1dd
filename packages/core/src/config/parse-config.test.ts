import { describe, expect, test } from "vitest";
import { formatConfigIssue, parseConfigDocument } from "./parse-config.ts";
import { PRESETS } from "./presets.ts";

function problems(content: unknown): readonly string[] {
  const parsed = parseConfigDocument(content, "f");
  return parsed.ok ? [] : parsed.error.map(formatConfigIssue);
}

const COMPLETE = {
  $schema: "x",
  extends: ["recommended", "../base.yaml"],
  server: "embedded",
  postgres: 17,
  jobs: 4,
  allRevisions: false,
  strict: true,
  onlyNewFails: false,
  python: ".venv/bin/python",
  foreignConnection: "refuse",
  isolation: "strict",
  timeouts: { step: 1.5, server: 60 },
  targets: {
    users: {
      config: "a.ini",
      section: "users",
      cwd: ".",
      server: "postgresql+asyncpg://u:p@h/",
      postgres: 14,
      python: "python3",
      url: null,
      urlEnv: "URL",
      env: { A: "a", B: 1, C: false },
      envFile: ".env",
      x: ["tenant=acme"],
      after: ["billing"],
      bootstrap: ["sql/a.sql"],
      heads: ["main", "legacy"],
      roundtrip: { floor: "ae10" },
      ignore: [{ code: "MC502", object: "table:a", revision: "b*", reason: "ours", until: "2027-01-01" }],
      rules: { MS201: "error" },
    },
    billing: { heads: 2 },
    "with.dot": {},
  },
  rules: { MF104: "off", "multiple-heads": "warning" },
  ignore: [],
};

describe("parseConfigDocument", () => {
  test("everything that may be set", () => {
    expect(parseConfigDocument(COMPLETE, "f")).toEqual({ ok: true, value: COMPLETE });
  });

  test("nothing needs to be set", () => {
    expect(parseConfigDocument({}, "f")).toEqual({ ok: true, value: {} });
  });

  test.each([...PRESETS])("the preset %s is valid", (_name, document) => {
    expect(problems(document)).toEqual([]);
  });

  test("all problems of all places, each with its path and the nearest key", () => {
    const found = problems({
      sever: "embedded",
      timeouts: { steps: 3, server: 0 },
      targets: {
        users: { prot: 1, roundtrip: { flor: "x" }, heads: 0, urlEnv: ["A", 2] },
        "my.db": { after: {} },
        list: [],
      },
      rules: { MS201: "warn" },
      ignore: [
        { code: "MC502", reasn: "x" },
        { code: "MC501", reason: "" },
      ],
    });
    expect(found.toSorted()).toEqual(
      [
        'f: sever: unknown key; did you mean "server"?',
        'f: timeouts.steps: unknown key; did you mean "step"?',
        "f: timeouts.server: expected a number of seconds above 0",
        "f: targets.users.prot: unknown key",
        'f: targets.users.roundtrip.flor: unknown key; did you mean "floor"?',
        "f: targets.users.heads: expected at least 1",
        "f: targets.users.urlEnv[1]: expected text, found a number; put it in quotes",
        'f: targets."my.db".after: expected text or a list of texts, found keys and values',
        "f: targets.list: expected keys and values, found a list",
        "f: rules.MS201: expected error, warning, notice or off",
        'f: ignore[0].reasn: unknown key; did you mean "reason"?',
        "f: ignore[0].reason: is missing",
        "f: ignore[1].reason: expected a reason that is not empty",
      ].toSorted(),
    );
  });

  test.each([
    ["text", "f: expected keys and values, found text"],
    [null, "f: expected keys and values, found nothing"],
    [[{ jobs: 1 }], "f: expected keys and values, found a list"],
    [{ jobs: true }, "f: jobs: expected a whole number, found true"],
    [{ jobs: 1.5 }, "f: jobs: expected a whole number"],
    [{ jobs: null }, "f: jobs: expected a whole number, found nothing"],
    [{ postgres: "17" }, "f: postgres: expected 14, 15, 16, 17 or 18"],
    [{ server: "mysql://u:pw@h" }, "f: server: expected `embedded` or a postgresql:// URL"],
    [{ targets: [1] }, "f: targets: expected keys and values, found a list"],
    [{ targets: { a: { config: "" } } }, "f: targets.a.config: expected a path that is not empty"],
    [
      { ignore: [{ code: "A", reason: "b", until: "2027-13-01" }] },
      "f: ignore[0].until: expected a date such as 2027-01-31",
    ],
    [{ toString: 1 }, "f: toString: unknown key"],
    [
      { targets: { a: { roundtrip: { floor: 1975 } } } },
      "f: targets.a.roundtrip.floor: expected text, found a number; put it in quotes",
    ],
  ])("%j", (content, expected) => {
    expect(problems(content)).toEqual([expected]);
  });

  test("a date of YAML is its day", () => {
    const content = { ignore: [{ code: "A", reason: "b", until: new Date("2027-01-31") }] };
    expect(parseConfigDocument(content, "f")).toMatchObject({
      value: { ignore: [{ until: "2027-01-31" }] },
    });
  });

  test("a value that holds itself comes to an end", () => {
    const content: Record<string, unknown> = {};
    content["targets"] = { a: content };
    expect(problems(content)[0]).toBe("f: targets.a.targets: unknown key");
  });

  test("a key that would reach an object's prototype does not", () => {
    const content: unknown = JSON.parse('{ "targets": { "__proto__": { "config": "x" } } }');
    parseConfigDocument(content, "f");
    expect(({} as { config?: string }).config).toBeUndefined();
  });
});
