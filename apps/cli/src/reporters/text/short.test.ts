import { describe, expect, test } from "vitest";
import type { Finding, Report } from "@migrun/core";
import { check, finding, reportOf, target } from "../../../test/sample-reports.ts";
import { explainEveryCode } from "../../describe-code.ts";
import { createTheme } from "../../theme.ts";
import { REPORTERS } from "../index.ts";
import type { RenderOptions } from "../reporter.ts";
import { renderText } from "./text.ts";

const options: RenderOptions = {
  theme: createTheme({ color: false, unicode: true }),
  width: 80,
  verbosity: 0,
  why: explainEveryCode,
  pathPrefix: "",
  codeScanning: false,
  randomToken: () => "token-1",
};

const unknown = { base: { ref: null, commit: null } };

function many(count: number, facts: Partial<Finding> & { readonly code: string }): readonly Finding[] {
  return Array.from({ length: count }, (_, index) =>
    finding({
      rule: "a-rule",
      check: "files",
      revision: `r${index}`,
      message: `${facts.code} of r${index}`,
      ...facts,
    }),
  );
}

function old(name: string, findings: readonly Finding[]) {
  const checks = [
    check("files", "failed", { data: { judged: 150, released: 0 } }),
    check("roundtrip", "passed"),
  ];
  return target(name, { status: "failed", revisions: 150, newRevisions: 150, checks, findings });
}

/** Many kinds in many targets, and one target that cannot be upgraded. */
function worst() {
  const kinds = Array.from({ length: 30 }, (_, index) =>
    many(7, { code: `MD4${String(index).padStart(2, "0")}` }),
  );
  const targets = ["a", "b", "c", "d", "e", "f"].map((name) => old(name, kinds.flat()));
  const stopped = ["x", "y", "z"].map((name) =>
    target(name, {
      status: "failed",
      checks: [check("upgrade", "failed")],
      findings: [
        finding({
          code: "MX905",
          check: "upgrade",
          message: `${name} fails\n${"line\n".repeat(12)}`,
          revision: "r1",
        }),
      ],
    }),
  );
  return reportOf([...targets, ...stopped], unknown);
}

describe("a report of many findings", () => {
  test("tells warnings that no baseline may hold as well, and no kinds where there are none", () => {
    const leaving = finding({
      code: "MX919",
      rule: "leaves-isolation",
      severity: "warning",
      check: "upgrade",
      message: "env.py starts a program.",
    });
    const told = renderText(
      reportOf([old("users", [...many(40, { code: "MF103" }), leaving])], unknown),
      options,
    );
    expect(told).toContain("41 findings by kind");
    expect(told).toContain("MX919 leaves-isolation");
    const urgent = renderText(reportOf([old("users", many(30, { code: "MG001" }))], unknown), options);
    expect(urgent).not.toContain("by kind");
  });

  test("tells them by kind, with an example, and ends with the command that accepts them", () => {
    const findings = [
      ...many(40, { code: "MF103", message: "no downgrade()", file: "v/x.py", line: 3, hint: "Add one." }),
      ...many(12, {
        code: "MC502",
        check: "drift",
        revision: null,
        message: "Table t is extra",
        hint: "Drop it:\nop.drop()",
      }),
      ...many(30, { code: "MF104", severity: "warning", message: "does nothing" }),
    ];
    expect(renderText(reportOf([old("users", findings), old("shop", findings)], unknown), options))
      .toMatchInlineSnapshot(`
        "target  head          revisions  round trip  lint  time
        shop    ae1027a6acf4  150        ✓           ✗ 40  1.9 s
        users   ae1027a6acf4  150        ✓           ✗ 40  1.9 s

        164 findings by kind, with an example of each (all of them: -v)
          ✗ files: MF103 a-rule in 80 revisions: shop 40, users 40
              no downgrade() (v/x.py:3)
              fix: Add one.
          ✗ drift: MC502 a-rule (24): shop 12, users 12
              Table t is extra
              fix: Drop it: op.drop()
          ▲ files: MF104 a-rule in 60 revisions: shop 30, users 30
              does nothing

        Python 3.12.4 · Alembic 1.16.4 · SQLAlchemy 2.0.43 · Postgres 17.10
        isolated by environment, sqlalchemy, drivers
        base: unknown, every revision counts as new
        164 findings can be accepted as they are, into migrun-baseline.json: then only
        what is new fails.
        exit code 1: a check failed
        2 targets: 2 failed · 104 errors, 60 warnings · 3.1 s · accept the past: migrun baseline
        "
      `);
  });

  test("has sixty lines at most, whatever it holds, and what cannot wait is in it", () => {
    const text = renderText(worst(), options);
    expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(60);
    expect(text).toContain("x fails");
    expect(text).toContain("more target");
    expect(text.trimEnd().split("\n").at(-1)).toMatch(
      /^9 targets: 9 failed · 1263 errors .* · accept the past: migrun baseline$/u,
    );
  });

  test("has all of them with -v; what is the same in several targets is told once", () => {
    expect(renderText(worst(), { ...options, verbosity: 1 }).match(/MD400 of r\d/gu)).toHaveLength(7);
  });
});

describe("findings on what revisions do", () => {
  const RECIPES: readonly (readonly [code: string, hint: string])[] = [
    [
      "MS201",
      'Build it outside:\nwith op.get_context().autocommit_block():\n    op.create_index("ix_a_name_that_is_so_long", "orders", ["created_at"], postgresql_concurrently=True)',
    ],
    ["MS222", "Prove it first:\nop.execute('1')\n\n# in a later revision\nop.execute('2')"],
    [
      "MS210",
      'Add it unchecked:\nop.create_foreign_key("orders_customer_fk", "orders", "customers", ["customer_id"], ["id"], postgresql_not_valid=True)',
    ],
    ["MS240", "Drop it later:\n# in the next release\nop.drop_column('a', 'b')"],
    ["MD401", "Fill it in batches:\nwhile more():\n    bind.execute(batch)\n    if done:\n        break"],
    ["MT301", "Split the revision."],
  ];
  const lintReport = (count: number): Report => {
    const findings = Array.from({ length: count }, (_, index) => {
      const [code = "", hint = ""] = RECIPES[index % RECIPES.length] ?? [];
      return finding({
        code,
        hint,
        rule: "a-rule",
        check: "lint",
        severity: index % RECIPES.length < 3 ? "error" : "warning",
        message: `What ${code} says of it.`,
        revision: `a${index}`,
        file: `v/a${index}.py`,
        line: index + 1,
      });
    });
    return reportOf([target("users", { status: "failed", checks: [check("lint", "failed")], findings })]);
  };
  const codeLines = RECIPES.flatMap(([, hint]) => hint.split("\n").slice(1)).filter((line) => line !== "");

  test("forty of them fit sixty lines, each kind with its recipe, and no line of code is broken", () => {
    const lines = renderText(lintReport(40), options).split("\n");
    expect(lines.length).toBeLessThanOrEqual(61);
    for (const code of codeLines) expect(lines.filter((line) => line.trim() === code.trim())).toHaveLength(1);
    const indents = lines.filter((line) => /with op\.get|op\.create_index/u.test(line));
    expect(indents.map((line) => line.search(/\S/u))).toEqual([8, 12]);
  });

  test("with -v and in few, each has its own", () => {
    const all = renderText(lintReport(12), { ...options, verbosity: 1 }).split("\n");
    for (const code of codeLines) expect(all.filter((line) => line.trim() === code.trim())).toHaveLength(2);
    const few = renderText(lintReport(6), options).split("\n");
    for (const code of codeLines) expect(few.filter((line) => line.trim() === code.trim())).toHaveLength(1);
  });

  test("Markdown, JUnit and annotations keep their lines too", async () => {
    const report = lintReport(6);
    const markdown = (await REPORTERS.markdown())(report, options);
    const xml = (await REPORTERS.junit())(report, options);
    const github = (await REPORTERS.github())(report, options);
    expect(markdown).toContain(`\`\`\`python\n${RECIPES[0]?.[1].split("\n").slice(1).join("\n")}\n\`\`\``);
    expect(markdown).toContain("**users: lint: What MS240 says of it.**");
    expect(xml.replaceAll("&#10;", "\n").replaceAll("&quot;", '"')).toContain(RECIPES[0]?.[1]);
    expect(github).toContain("file=v/a0.py,line=1,");
    expect(github).toContain(
      "Build it outside:%0Awith op.get_context().autocommit_block():%0A    op.create_index",
    );
  });
});
