import { expect, test } from "vitest";
import { RUN_CODES } from "../findings/codes.ts";
import { checkRuleNames } from "./check-rule-names.ts";
import { describeConfig, secretsInConfig } from "./describe-config.ts";
import { mergeConfigs } from "./merge-configs.ts";

const loaded = mergeConfigs([
  {
    origin: "migrun.config.yaml",
    document: {
      server: "postgresql://u:one@h/",
      targets: {
        users: {
          url: "postgresql://u:t%40wo@h/db?password=three",
          env: { SECRET_KEY: "four", DATABASE_URL: "postgresql://u:five@h/db", DEBUG: 1 },
          x: ["password=six"],
          rules: { drft: "off" },
          ignore: [{ code: "MC50", reason: "r" }],
        },
      },
      rules: { MC501: "warning", "missing-object": "error", MC51: "off" },
    },
  },
]);

test("every effective value has a row, without secrets", () => {
  const rows = describeConfig(loaded);
  const byPath = Object.fromEntries(rows.map((row) => [row.path, row.value]));
  expect(byPath).toMatchObject({
    server: "postgresql://u:***@h/",
    jobs: null,
    "targets.users.url": "postgresql://u:***@h/db?password=***",
    "targets.users.env.SECRET_KEY": "***",
    "targets.users.env.DATABASE_URL": "postgresql://u:***@h/db",
    "targets.users.env.DEBUG": "1",
    "targets.users.x": ["password=***"],
  });
  expect(rows.find((row) => row.path === "jobs")?.origin).toBe("default");
  expect(rows.find((row) => row.path === "server")?.origin).toBe("migrun.config.yaml");
});

test("the secrets are known, to be hidden everywhere else", () => {
  expect([...secretsInConfig(loaded.config)].toSorted()).toEqual([
    "five",
    "four",
    "one",
    "six",
    "t%40wo",
    "three",
  ]);
});

test("rules and codes that nobody knows are told", () => {
  expect(checkRuleNames(loaded, RUN_CODES)).toEqual([
    {
      path: "rules.MC51",
      message: "no such rule",
      nearest: "MC501",
      source: "migrun.config.yaml",
    },
    {
      path: "targets.users.rules.drft",
      message: "no such rule",
      nearest: null,
      source: "migrun.config.yaml",
    },
    {
      path: "targets.users.ignore[0].code",
      message: "no such code: MC50",
      nearest: "MC501",
      source: "migrun.config.yaml",
    },
  ]);
});
