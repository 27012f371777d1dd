import { readdir, readFile } from "node:fs/promises";
import { CODE_REGISTRY } from "@migrun/core";
import { describe, expect, test } from "vitest";
import { fakeEngine } from "../../test/fake-engine.ts";
import { createFakeIo } from "../../test/fake-io.ts";
import { ALL_RULES } from "../describe-code.ts";
import { main } from "../main.ts";
import { renderRulePages } from "./render-page.ts";

async function run(...argv: readonly string[]) {
  const { io, out, err } = createFakeIo();
  const exitCode = await main(["explain", ...argv], { io, loadEngine: fakeEngine({}) });
  return { exitCode, out: out(), err: err() };
}

test("the pages of docs/rules are what the rules say; run `pnpm generate` after a change", async () => {
  const folder = new URL("../../../../docs/rules/", import.meta.url);
  const pages = renderRulePages();
  expect((await readdir(folder)).toSorted()).toEqual([...pages.keys()].toSorted());
  for (const [name, page] of pages) expect(await readFile(new URL(name, folder), "utf8")).toBe(page);
});

test.each(ALL_RULES)("the page of $code has every part", (rule) => {
  const { code, name, docs } = rule;
  const page = renderRulePages().get(`${name}.md`) ?? "";
  expect(page).toContain(`# ${code} ${name}\n`);
  for (const text of [docs.what, docs.why, docs.fix, `rules: { ${code}: `]) expect(page).toContain(text);
  expect(page.match(/^## /gmu)).toHaveLength(5);
  const fences = page.match(/^```(?:python|sql)$/gmu) ?? [];
  expect(fences.length).toBeGreaterThan(1);
});

describe("migrun explain", () => {
  test.each(Object.keys(CODE_REGISTRY))("%s is explained offline, with what to do about it", async (code) => {
    const { exitCode, out, err } = await run(code);
    expect([exitCode, err]).toEqual([0, ""]);
    expect(out).toContain(`${code} ${CODE_REGISTRY[code]?.rule}`);
    expect(out).toContain("to accept it");
  });

  test("a rule, whole", async () => {
    const { out } = await run("mf117");
    expect(out).toMatchInlineSnapshot(`
      "MF117 side-effects (warning; the check \`files\`, on each new revision file)

      A revision starts a program, opens a network connection, writes files, or waits.

      why  Its transaction holds its locks while it waits for something outside, a rollback does not undo
           it, and in a check it may reach a database that is not migrun's: only \`isolation: strict\` stops
           that.

      fix  Do it before or after the migration, and give the revision what it needs as plain data.

      found here
          # a1_x.py
          """add things"""
          from alembic import op

          revision = "a1"
          down_revision = None

          def upgrade():
              import subprocess
              subprocess.run(["psql", "-c", "SELECT 1"])

          def downgrade():
              pass

      not here
          # a1_x.py
          """add things"""
          from alembic import op
          import sqlalchemy as sa

          revision = "a1"
          down_revision = None

          def upgrade():
              op.execute(open("things.sql").read())

          def downgrade():
              raise NotImplementedError("restore from a backup")

      to accept it
        In the revision, at the line or the one above:
          # migrun: allow MF117 -- why [until 2027-01-01]
        In the configuration:
          ignore: [{ code: MF117, revision: "ae1027a6acf", reason: "why", until: 2027-01-01 }]
        Everywhere, or as another severity:
          rules: { MF117: off }
      "
    `);
    expect((await run("side-effects")).out).toBe(out);
  });

  test("an example of what was measured says what was", async () => {
    const { out } = await run("MT301");
    expect(out).toContain("Measured of statement 1: takes ACCESS EXCLUSIVE on public.orders.");
    expect(out).toContain("Measured of statement 2: takes 900 ms.");
  });

  test("what no comment may hide is not offered as one", async () => {
    expect((await run("MG004")).out).not.toContain("migrun: allow");
  });

  test("without a code, all of them", async () => {
    const { out } = await run();
    for (const code of Object.keys(CODE_REGISTRY)) expect(out).toContain(code);
  });

  test("JSON, for scripts", async () => {
    const { out } = await run("MC501", "--format", "json");
    expect(JSON.parse(out)).toMatchObject({
      schemaVersion: 1,
      codes: [{ code: "MC501", name: "missing-object", severity: "error", fix: null, bad: null }],
    });
  });

  test.each([
    ["MF1O3", "no such code or rule: MF1O3", "Did you mean MF103?"],
    ["no-downgrad", "no such code or rule: no-downgrad", "Did you mean no-downgrade?"],
    ["zzzzzzzzzzzz", "no such code or rule: zzzzzzzzzzzz", "Run migrun explain for all codes."],
    ["toString", "no such code or rule: toString", ""],
    [
      "my601",
      "MY601 is reserved for a rule that is not built yet",
      "Run migrun explain for the codes that are.",
    ],
  ])("%s: exit code 2 and the next step", async (word, message, hint) => {
    const { exitCode, out, err } = await run(word);
    expect([exitCode, out]).toEqual([2, ""]);
    expect(err).toContain(message);
    expect(err).toContain(hint);
  });
});
