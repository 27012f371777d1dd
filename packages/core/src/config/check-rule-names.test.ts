import { expect, test } from "vitest";
import { RUN_CODES } from "../findings/codes.ts";
import { checkRuleNames } from "./check-rule-names.ts";

const SOURCE = "migrun.config.yaml";

test("rules and codes that nobody knows are told, each where it stands", () => {
  const content = {
    rules: { MC501: "warning", "missing-object": "error", MC51: "off", MS201: "error" },
    targets: {
      users: {
        rules: { drft: "off" },
        ignore: [
          { code: "MC502", reason: "r" },
          { code: "MC50", reason: "r" },
        ],
      },
    },
  };
  expect(checkRuleNames(content, SOURCE, RUN_CODES)).toEqual([
    { path: "rules.MC51", message: "no such rule", nearest: "MC501", source: SOURCE },
    { path: "targets.users.rules.drft", message: "no such rule", nearest: null, source: SOURCE },
    {
      path: "targets.users.ignore[1].code",
      message: "no such code: MC50",
      nearest: "MC501",
      source: SOURCE,
    },
  ]);
});

test.each([
  null,
  "text",
  [],
  { rules: ["MC51"], ignore: { code: "MC50" }, targets: [] },
  { ignore: [null, { code: 5 }], targets: { users: null, orders: { rules: "off" } } },
])("%j is left to the schema", (content) => {
  expect(checkRuleNames(content, SOURCE, RUN_CODES)).toEqual([]);
});
