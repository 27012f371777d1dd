import { describe, expect, test } from "vitest";
import { mergeConfigs } from "./merge-configs.ts";
import { environmentLayers, flagLayers } from "./run-settings.ts";

describe("mergeConfigs", () => {
  test("without layers, the defaults", () => {
    const { config, origins } = mergeConfigs([]);
    expect(config).toEqual({
      server: "embedded",
      postgres: 17,
      jobs: null,
      allRevisions: false,
      strict: false,
      onlyNewFails: false,
      assumeLockTimeout: false,
      python: null,
      as: "superuser",
      baseline: null,
      foreignConnection: "redirect",
      isolation: "default",
      timeouts: { step: 300, server: 60 },
      targets: {},
      rules: {},
      allowImports: [],
      ignore: [],
    });
    expect(origins).toMatchObject({ server: "default", "timeouts.step": "default" });
    expect(origins["jobs"]).toBeUndefined();
  });

  test("a rule is one setting: a later layer wins by the rule's name over an earlier one's code", () => {
    const { config, origins } = mergeConfigs([
      {
        origin: "preset",
        document: { rules: { MF101: "error" }, targets: { a: { rules: { MF103: "off" } } } },
      },
      {
        origin: "own",
        document: {
          rules: { "empty-message": "off" },
          targets: { a: { rules: { "no-downgrade": "notice" } } },
        },
      },
    ]);
    expect(config.rules).toEqual({ MF101: "off" });
    expect(config.targets["a"]?.rules).toEqual({ MF103: "notice" });
    expect(origins).toMatchObject({ "rules.MF101": "own", "targets.a.rules.MF103": "own" });
  });

  test("keys merge at every depth, later layers win, lists are replaced", () => {
    const { config, origins } = mergeConfigs([
      {
        origin: "base",
        document: {
          extends: "x",
          timeouts: { step: 1 },
          targets: { a: { env: { A: 1, B: 2 }, x: ["one"], heads: 2, after: "b" }, "b.c": { section: "s" } },
          ignore: [{ code: "MC501", reason: "base" }],
        },
      },
      {
        origin: "own",
        document: {
          timeouts: { server: 2 },
          targets: { a: { env: { B: "3" }, x: ["two"], heads: ["main"], url: null } },
          ignore: [{ code: "MC502", reason: "own" }],
        },
      },
    ]);
    expect(config.timeouts).toEqual({ step: 1, server: 2 });
    expect(config.targets["a"]).toMatchObject({
      env: { A: "1", B: "3" },
      x: ["two"],
      heads: ["main"],
      after: ["b"],
      url: null,
    });
    expect(config.ignore).toEqual([
      { code: "MC502", object: null, revision: null, reason: "own", until: null },
    ]);
    expect(origins).toMatchObject({
      "timeouts.step": "base",
      "timeouts.server": "own",
      "targets.a.env.A": "base",
      "targets.a.env.B": "own",
      "targets.a.x": "own",
      'targets."b.c".section': "base",
      ignore: "own",
    });
    expect(origins["extends"]).toBeUndefined();
  });

  test("layers are left as they are", () => {
    const document = Object.freeze({
      targets: Object.freeze({ a: Object.freeze({ env: Object.freeze({ A: 1 }) }) }),
    });
    mergeConfigs([
      { origin: "one", document },
      { origin: "two", document: { targets: { a: { env: { B: 2 } } } } },
    ]);
    expect(document).toEqual({ targets: { a: { env: { A: 1 } } } });
  });
});

describe("settings of one run", () => {
  test("every kind, from texts and from values", () => {
    const { layers, issues } = environmentLayers({
      MIGRUN_SERVER: "postgresql://ci/postgres",
      MIGRUN_JOBS: " 4 ",
      MIGRUN_STRICT: "Yes",
      MIGRUN_ALL_REVISIONS: "0",
      MIGRUN_STEP_TIMEOUT: "1.5",
      MIGRUN_PYTHON: "",
      MIGRUN_UNRELATED: "x",
      JOBS: "9",
    });
    expect(issues).toEqual([]);
    const flags = flagLayers({ postgres: 16, strict: false, python: undefined });
    const { config, origins } = mergeConfigs([...layers, ...flags.layers]);
    expect(config).toMatchObject({
      server: "postgresql://ci/postgres",
      jobs: 4,
      strict: false,
      allRevisions: false,
      postgres: 16,
      python: null,
    });
    expect(config.timeouts).toEqual({ step: 1.5, server: 60 });
    expect(origins).toMatchObject({
      strict: "flag --strict",
      "timeouts.step": "environment MIGRUN_STEP_TIMEOUT",
    });
  });

  test("what cannot be read is told by the name that was typed", () => {
    expect(
      environmentLayers({ MIGRUN_JOBS: "-1", MIGRUN_ISOLATION: "x" }).issues.map((issue) => issue.path),
    ).toEqual(["MIGRUN_JOBS", "MIGRUN_ISOLATION"]);
  });
});
