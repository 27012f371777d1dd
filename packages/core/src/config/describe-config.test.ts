import { expect, test } from "vitest";
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
        },
      },
      rules: { MC501: "warning" },
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
