import { expect, test } from "vitest";
import { check, finding, reportOf, target } from "../../../test/sample-reports.ts";
import { createTheme } from "../../theme.ts";
import type { RenderOptions } from "../reporter.ts";
import { renderText } from "./text.ts";

function options(over: Partial<RenderOptions> = {}): RenderOptions {
  const theme = createTheme({ color: false, unicode: true });
  return {
    theme,
    width: 100,
    verbosity: 0,
    why: (code) => `why ${code}`,
    pathPrefix: "",
    codeScanning: false,
    randomToken: () => "t",
    ...over,
  };
}

const SKIPPED = check("drift", "skipped", { reason: "the upgrade did not reach the heads" });

function lacking(name: string, extra: ReturnType<typeof finding>[] = []) {
  const key = `${name.toUpperCase()}_KEY`;
  return target(name, {
    status: "failed",
    checks: [check("upgrade", "failed"), SKIPPED],
    findings: [
      finding({
        code: "MX913",
        rule: "settings-missing",
        check: "upgrade",
        message: `env.py, or what it imports, needs variables that are not set: ${key}. Given by migrun: X.`,
        hint: `Give them for checks in the configuration:\n    targets:\n      ${name}:\n        env:\n          ${key}: "…"`,
        file: `${name}/settings.py`,
        line: 7,
      }),
      ...extra,
    ],
  });
}

test("what the settings of several targets lack is one list with one YAML; the same reason is said once", () => {
  const stranger = finding({ code: "MC501", rule: "missing-object", check: "drift", message: "a drift" });
  const text = renderText(reportOf([lacking("a"), lacking("b", [stranger]), lacking("c")]), options());
  const block = text.slice(text.indexOf("\n\n") + 2, text.indexOf("\n\nPython"));
  expect(block).toMatchInlineSnapshot(`
    "a, b, c

      ✗ upgrade: env.py, or what it imports, needs variables that are not set:
          a: A_KEY (a/settings.py:7)
          b: B_KEY (b/settings.py:7)
          c: C_KEY (c/settings.py:7)
        MX913 settings-missing
        why  why MX913
        fix  Give them for checks in the configuration:
                 targets:
                   a:
                     env:
                       A_KEY: "…"
                   b:
                     env:
                       B_KEY: "…"
                   c:
                     env:
                       C_KEY: "…"

    b  alembic.ini [b]

      ✗ drift: a drift
        MC501 missing-object
        why  why MC501

      – not run: drift: the upgrade did not reach the heads (a, b, c)"
  `);
  const whole = renderText(reportOf([lacking("a"), lacking("b")]), options({ verbosity: 1, width: 140 }));
  expect(whole.match(/Given by migrun: X\./gu)).toHaveLength(2);
  expect(whole.match(/why MX913/gu)).toHaveLength(1);
});

test("one target alone is told in full", () => {
  const text = renderText(reportOf([lacking("a")]), options({ width: 140 }));
  expect(text).toContain("needs variables that are not set: A_KEY. Given by migrun: X.");
});

test("the recipe for an extension is short, and whole with -v", () => {
  const lines = [
    "Use a server.",
    "Here:",
    "    MIGRUN_SERVER=x migrun all",
    "GitHub Actions, in the job:",
    "    a",
    "Docker Compose:",
    "    b",
  ];
  const report = reportOf([
    target("a", {
      status: "failed",
      findings: [finding({ code: "MX912", rule: "extension-missing", message: "m", hint: lines.join("\n") })],
    }),
  ]);
  expect(renderText(report, options())).toContain(
    "fix  Use a server.\n         Here:\n             MIGRUN_SERVER=x migrun all\n         (-v has the lines for GitHub Actions, Docker Compose)\n",
  );
  expect(renderText(report, options({ verbosity: 1 }))).toContain("Docker Compose:\n             b\n");
});
