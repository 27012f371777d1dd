import { expect, it } from "vitest";
import { createRedactor, type Config, type Target, type TargetVariable } from "@migrun/core";
import { defaultConfig } from "../config/load-config.ts";
import { secretsOf } from "./redact-report.ts";

const config: Config = defaultConfig("/nowhere").config;

function target(variables: readonly Partial<TargetVariable>[]): Target {
  return {
    name: "users",
    cwd: "/nowhere",
    url: null,
    rawUrl: null,
    envFiles: [],
    variables,
  } as unknown as Target;
}

it("a default that stands in the source is a secret by the name of its variable, or by being a URL", async () => {
  const targets = [
    target([
      { name: "DB_PASSWORD", fallback: "hunter-2-hunter" },
      { name: "DATABASE_URL", fallback: "postgresql://app:s3cr3t-word@db/app" },
      { name: "APP_NAME", fallback: "shop-2-go" },
      { name: "API_TOKEN", fallback: null },
    ]),
  ];
  const redact = createRedactor(await secretsOf({ targets, config }, { MY_SECRET: "canary-bird" }));
  expect(redact("hunter-2-hunter s3cr3t-word shop-2-go canary-bird")).toBe("*** *** shop-2-go ***");
});
