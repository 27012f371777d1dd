import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testPythonImports } from "../python.ts";
import { copyFixture, type Project, type Ran } from "./run-fixture.ts";

/** What each target demands: the URL or its parts come from migrun, the rest from the configuration. */
const STYLES: Readonly<Record<string, { needs: string; missing: readonly string[]; given: string }>> = {
  pydantic2: {
    needs: "pydantic_settings",
    missing: ["MAIL_TOKEN", "SHOP_SECRET_KEY"],
    given: "SHOP_DATABASE_URL (app/settings/pydantic2.py:14 Settings.database_url)",
  },
  pydantic1: {
    needs: "pydantic.v1.BaseSettings",
    missing: ["OLD_SECRET_KEY"],
    given: "SHOP_DSN (app/settings/pydantic1.py:11 Settings.database_url)",
  },
  parts: {
    needs: "pydantic_settings",
    missing: ["SECRET_KEY"],
    given: "POSTGRES_DB, POSTGRES_HOST, POSTGRES_PASSWORD, POSTGRES_PORT, POSTGRES_USER.",
  },
  nested: {
    needs: "pydantic_settings",
    missing: ["SECRET_KEY"],
    given: "DB__HOST, DB__NAME, DB__PASSWORD, DB__PORT, DB__USER.",
  },
  decouple: {
    needs: "decouple",
    missing: ["SECRET_KEY"],
    given: "DATABASE_URL (app/settings/decouple.py:5 decouple.config)",
  },
  environs: {
    needs: "environs",
    missing: ["ENVIRONS_SECRET_KEY"],
    given: "ENVIRONS_DSN (app/settings/environs.py:8 environs.str)",
  },
  dynaconf: {
    needs: "dynaconf",
    missing: ["DYNA_SECRET_KEY"],
    given: "DYNA_DATABASE_URL (targets/dynaconf/env.py:6 dynaconf DATABASE_URL)",
  },
  starlette: {
    needs: "starlette.config",
    missing: ["SECRET_KEY"],
    given: "DATABASE_URL (app/settings/starlette.py:7 starlette)",
  },
  environ: {
    needs: "os",
    missing: ["SECRET_KEY"],
    given: "DATABASE_URL (app/settings/environ.py:9 os.environ)",
  },
};

const available = Object.keys(STYLES).filter((name) => testPythonImports(STYLES[name]?.needs ?? ""));

describe("settings of every style", () => {
  let project: Project;
  let without: Ran;
  let given: Ran;

  beforeAll(async () => {
    project = await copyFixture("settings-styles");
    without = await project.run({ names: available });
    // As the hints say.
    const targets = available.map((name) => [
      name,
      { env: Object.fromEntries((STYLES[name]?.missing ?? []).map((one) => [one, "for checks"])) },
    ]);
    await project.write("migrun.config.json", JSON.stringify({ targets: Object.fromEntries(targets) }));
    given = await project.run({ names: available });
  });
  afterAll(() => project[Symbol.asyncDispose]());

  it("stops with exit 2, and every style names what is missing", () => {
    expect(without.report.exitCode).toBe(2);
  });

  for (const [name, style] of Object.entries(STYLES)) {
    const title = available.includes(name) ? name : `${name} (this Python has no ${style.needs})`;
    it.skipIf(!available.includes(name))(`${title}: all names in one go, then green`, () => {
      const [finding, ...others] = without.target(name).findings;
      expect(others).toEqual([]);
      expect(finding?.code).toBe("MX913");
      expect(finding?.message).toContain(` not set: ${style.missing.join(", ")}. Given by migrun,`);
      expect(finding?.message).toContain(style.given);
      expect(finding?.hint).not.toContain("urlEnv");
      for (const one of style.missing) expect(finding?.hint).toContain(`\n          ${one}: "…"`);
      expect(given.target(name)).toMatchObject({ status: "passed", findings: [] });
      expect(given.target(name).isolation.redirected).toEqual([]);
    });
  }
});
