import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { CHECK_IDS } from "@migrun/core";
import { describe, expect, it } from "vitest";
import { copyFixture, type Project, told } from "./run-fixture.ts";

const ITEMS = "migrations/versions/a10000000000_create_items.py";
const FUNCTION = "function:public.answer()";

const run = promisify(execFile);

/** Makes the folder a repository whose every file is released. */
async function committed(folder: string): Promise<void> {
  const git = (...args: string[]) =>
    run("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], { cwd: folder });
  await git("init", "-q", "-b", "main");
  await git("add", "-A");
  await git("commit", "-q", "-m", "all");
}

/** The fixture whose three downgrades leave something behind, under a configuration. */
async function leftBehind(config: string): Promise<Project> {
  const project = await copyFixture("left-behind");
  await project.write("migrun.config.yaml", config);
  return project;
}

describe("ignore entries", () => {
  it("accept what they name, by code or rule, object and revision, and the finding says so", async () => {
    await using project = await leftBehind(`targets:
  alembic:
    ignore:
      - { code: MC510, object: "type:*", reason: "shared with another service", until: 2999-12-31 }
      - { code: left-behind, revision: a30000000000, reason: "numbers go on" }
`);
    const ran = await project.run();
    expect(ran.report.exitCode).toBe(1);
    expect(ran.target().findings.map((one) => [one.object, one.suppressed])).toEqual([
      ["type:public.colour", { kind: "config", reason: "shared with another service", until: "2999-12-31" }],
      ["sequence:public.numbers", { kind: "config", reason: "numbers go on", until: null }],
      [FUNCTION, null],
    ]);
  });

  it("pass the check where all is accepted", async () => {
    await using project = await leftBehind(`ignore: [{ code: MC510, reason: "known" }]\n`);
    const ran = await project.run();
    expect(ran.report).toMatchObject({
      exitCode: 0,
      ok: true,
      summary: { passed: 1, findings: { error: 0 } },
    });
  });

  it("are findings themselves when expired or without a match (MX910)", async () => {
    await using project = await leftBehind(
      `
ignore:
  - { code: MC999, object: "table:none", reason: "of no target" }
targets:
  alembic:
    ignore:
      - { code: MC510, object: "${FUNCTION}", reason: "until the audit", until: 2020-01-01 }
      - { code: MC502, object: "table:*", reason: "PostGIS owns it" }
`.replace("MC999", "MC503"),
    );
    const ran = await project.run({ checks: CHECK_IDS });
    const stale = ran.target().findings.filter((one) => one.code === "MX910");
    expect(`${told(stale)}\n\n${told(ran.report.problems.filter((one) => one.code === "MX910"))}`)
      .toMatchInlineSnapshot(`
      "MX910 stale-ignore warning (no check)
      The ignore entry for MC502 table:* (PostGIS owns it) matches nothing.
      > Remove the entry.

      MX910 stale-ignore warning (no check)
      The ignore entry for MC510 function:public.answer() (until the audit) has expired on 2020-01-01.
      > Mend what it accepts and remove the entry, or give it a later date.

      MX910 stale-ignore warning (no check)
      The ignore entry for MC503 table:none (of no target) matches nothing.
      > Remove the entry."
    `);
    expect(ran.target().findings.find((one) => one.object === FUNCTION)?.suppressed).toBeNull();
  });

  it("are not called stale where a part of the checks was run", async () => {
    await using project = await leftBehind(`ignore: [{ code: MC502, reason: "PostGIS owns it" }]\n`);
    const ran = await project.run({ command: "heads" });
    expect(ran.report.problems.filter((one) => one.code === "MX910")).toEqual([]);
  });
});

describe("onlyNewFails", () => {
  it("shows what is found in released revisions and does not fail for it; a new one fails", async () => {
    await using project = await leftBehind("extends: [adopt]\n");
    await committed(project.folder);
    const adopted = await project.run();
    expect(adopted.report.exitCode).toBe(0);
    expect(adopted.target().findings.map((one) => [one.object, one.suppressed?.reason])).toEqual([
      ["type:public.colour", "released; only new findings fail"],
      ["sequence:public.numbers", "released; only new findings fail"],
      [FUNCTION, "released; only new findings fail"],
    ]);
    const made = (await project.read("migrations/versions/a20000000000_add_colour.py"))
      .replaceAll("a20000000000", "a50000000000")
      .replaceAll("a10000000000", "a40000000000")
      .replaceAll("colour", "shape");
    await project.write("migrations/versions/a50000000000_add_shape.py", made);
    const next = await project.run();
    expect(next.report.exitCode).toBe(1);
    expect(
      next
        .target()
        .findings.filter((one) => one.suppressed === null)
        .map((one) => one.object),
    ).toEqual(["table:public.items.column:shape", "type:public.shape"]);
  });
});

describe("rules", () => {
  it("can be off, and softer or harder, by code or by name, for all or for one target", async () => {
    await using project = await leftBehind(`
rules: { MC510: off, asked-python: error }
targets: { alembic: { rules: { left-behind: warning } } }
`);
    const soft = await project.run();
    expect(soft.report.exitCode).toBe(0);
    expect(soft.target().findings.map((one) => `${one.code} ${one.severity}`)).toEqual([
      "MC510 warning",
      "MC510 warning",
      "MC510 warning",
    ]);
    await project.write("migrun.config.yaml", "rules: { MC510: off }\n");
    const off = await project.run();
    expect(off.target()).toMatchObject({ status: "passed", findings: [] });
  });

  it("fail a strict run as warnings", async () => {
    await using project = await leftBehind("rules: { MC510: warning }\nextends: [strict]\n");
    const ran = await project.run();
    expect(ran.report.exitCode).toBe(1);
    expect(ran.target().status).toBe("failed");
  });

  it("that do not exist are refused with the nearest name", async () => {
    await using project = await leftBehind("rules: { left-behnd: off }\n");
    await expect(project.run()).rejects.toMatchObject({ exitCode: 2 });
  });
});

describe("suppressions in the source", () => {
  const noDocstring = (text: string): string => text.slice(text.indexOf("from typing"));

  it("accept a finding with a reason", async () => {
    await using project = await copyFixture("linear");
    await project.write(
      ITEMS,
      `# migrun: allow-file MF101 -- generated\n${noDocstring(await project.read(ITEMS))}`,
    );
    const ran = await project.run({ command: "quick" });
    expect(ran.report.exitCode).toBe(0);
    expect(told(ran.target().findings)).toMatchInlineSnapshot(`
      "MF101 empty-message error (files) migrations/versions/a10000000000_create_items.py:1
      revision a10000000000
      Revision a10000000000 has no docstring.
      > Start the file with a docstring that says what the revision does: \`"""add orders.note"""\`.
      accepted in source: generated"
    `);
  });

  it("are findings themselves without a reason, with an unknown code, or without use (MX901, MX902)", async () => {
    await using project = await copyFixture("linear");
    const lines = [
      "# migrun: allow-file MF101",
      "# migrun: allow-file MF999 -- why not",
      "# migrun: allow-file MF103 -- one way",
    ];
    await project.write(ITEMS, `${lines.join("\n")}\n${noDocstring(await project.read(ITEMS))}`);
    const ran = await project.run({ command: "quick" });
    expect(ran.report.exitCode).toBe(1);
    expect(told(ran.target().findings)).toMatchInlineSnapshot(`
      "MF101 empty-message error (files) migrations/versions/a10000000000_create_items.py:1
      revision a10000000000
      Revision a10000000000 has no docstring.
      > Start the file with a docstring that says what the revision does: \`"""add orders.note"""\`.

      MX902 invalid-suppression error (files) migrations/versions/a10000000000_create_items.py:1
      This suppression does not hold: it gives no reason.
      > Write \`# migrun: allow CODE -- reason\`, with \`until YYYY-MM-DD\` at the end if it is for a time.

      MX902 invalid-suppression error (files) migrations/versions/a10000000000_create_items.py:2
      This suppression does not hold: MF999 is no rule.
      > Write \`# migrun: allow CODE -- reason\`, with \`until YYYY-MM-DD\` at the end if it is for a time.

      MX901 unused-suppression warning (files) migrations/versions/a10000000000_create_items.py:3
      The suppression of MF103 suppresses nothing.
      > Remove it, or put it at the line that the finding names."
    `);
  });
});
