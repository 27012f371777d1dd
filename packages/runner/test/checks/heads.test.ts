import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checksIn, copyFixture, runFixture, told } from "./run-fixture.ts";

/** What becomes of the database checks where the history cannot be run. */
const NOT_RUN = {
  upgrade: "skipped: the history is broken; see `heads`",
  sql: "skipped: the history is broken; see `heads`",
  drift: "skipped: the history is broken; see `heads`",
  roundtrip: "skipped: the history is broken; see `heads`",
};

describe("several heads", () => {
  it("are an error, and the other checks run all the same", async () => {
    const ran = await runFixture("two-heads");
    const target = ran.target();
    expect(ran.report.exitCode).toBe(1);
    expect(target.heads).toEqual(["b10000000000", "b20000000000"]);
    expect(checksIn(target)).toEqual({
      heads: "failed",
      files: "passed",
      upgrade: "passed",
      sql: "passed",
      drift: "passed",
      roundtrip: "passed",
    });
    expect(told(target.findings)).toMatchInlineSnapshot(`
      "MG001 multiple-heads error (heads) migrations/versions/b10000000000_add_weight.py:15
      revision b10000000000
      2 heads: \`alembic upgrade head\` cannot tell which one is meant.
      b10000000000 (migrations/versions/b10000000000_add_weight.py:15)
      b20000000000 (migrations/versions/b20000000000_add_height.py:15)
      > Run \`migrun merge alembic\`, which is \`alembic merge b10000000000 b20000000000\` and the checks after it."
    `);
  });

  it("are fine where as many are declared", async () => {
    await using project = await copyFixture("two-heads");
    await project.write("migrun.config.yaml", "targets: { alembic: { heads: 2 } }\n");
    const ran = await project.run();
    expect(ran.report.exitCode).toBe(0);
    expect(ran.target().findings).toEqual([]);
  });

  it("are fine where each carries a declared label", async () => {
    await using project = await copyFixture("two-heads");
    await project.write("migrun.config.yaml", "targets: { alembic: { heads: [weight, height] } }\n");
    for (const [file, label] of [
      ["b10000000000_add_weight.py", "weight"],
      ["b20000000000_add_height.py", "height"],
    ]) {
      const empty = "branch_labels: Union[str, Sequence[str], None] = None";
      await project.edit(`migrations/versions/${file}`, empty, empty.replace("= None", `= "${label}"`));
    }
    const ran = await project.run();
    expect(told(ran.target().findings)).toBe("");
    expect(ran.report.exitCode).toBe(0);
  });
});

describe("a history that Alembic cannot load", () => {
  it.each([
    ["duplicate-id", ["b10000000000"], 3],
    ["missing-parent", ["a10000000000", "b10000000000"], 2],
    ["cycle", [], 3],
  ])("is told by its files, and not run: %s", async (shape, heads, revisions) => {
    const ran = await runFixture(shape);
    const target = ran.target();
    expect(ran.report.exitCode).toBe(1);
    expect(target).toMatchObject({ status: "failed", heads, revisions, newRevisions: revisions });
    expect(target.isolation).toEqual({ layers: [], redirected: [] });
    expect(checksIn(target)).toEqual({ heads: "failed", files: "passed", ...NOT_RUN });
    expect(told(target.findings)).toMatchSnapshot();
  });
});

describe("a header that only Python can read", () => {
  it("is asked for, and the history is run", async () => {
    const ran = await runFixture("computed-header");
    expect(ran.report.exitCode).toBe(0);
    expect(ran.target()).toMatchObject({ heads: ["a20000000000"], bases: ["a10000000000"], revisions: 2 });
    expect(told(ran.target().findings)).toMatchInlineSnapshot(`
      "MF106 bad-header warning (files) migrations/versions/a10000000000_create_items.py:17
      revision a10000000000
      The header of revision a10000000000 is computed (\`revision\` cannot be read from the text: it is computed); Python resolved it.
      > Write \`revision\` and \`down_revision\` as plain strings: ids must never change once a database has run them.

      MX908 asked-python notice (files) migrations/versions/a10000000000_create_items.py:17
      revision a10000000000
      Python was asked for the header of a10000000000_create_items.py (revision a10000000000): \`revision\` cannot be read from the text: it is computed.
      > Write the header as plain literals, and checks that need no Python stay without it.

      MF106 bad-header warning (files) migrations/versions/a20000000000_add_weight.py:16
      revision a20000000000
      The header of revision a20000000000 is computed (\`down_revision\` cannot be read from the text: it is computed); Python resolved it.
      > Write \`revision\` and \`down_revision\` as plain strings: ids must never change once a database has run them.

      MX908 asked-python notice (files) migrations/versions/a20000000000_add_weight.py:16
      revision a20000000000
      Python was asked for the header of a20000000000_add_weight.py (revision a20000000000): \`down_revision\` cannot be read from the text: it is computed.
      > Write the header as plain literals, and checks that need no Python stay without it."
    `);
  });

  it("is left open by quick, which asks no Python", async () => {
    const ran = await runFixture("computed-header", { command: "quick" });
    expect(ran.report.versions.python).toBeNull();
    expect(checksIn(ran.target())["heads"]).toBe(
      "skipped: only Python can read the header of a10000000000_create_items.py; run `migrun heads` where Python is",
    );
    // What the other files make of it would be a guess.
    expect(ran.target()).toMatchObject({ heads: [], bases: [] });
  });

  it("is infrastructure where no Python serves, not a file that cannot be loaded", async () => {
    const flags = { python: "/nowhere/python" };
    const reason =
      "`python` is set to /nowhere/python, which does not exist or does not run.\n" +
      "Set `python` to a Python that runs, or leave it out: then it is looked for.";
    const unknown = "error: only Python can read the header of a10000000000_create_items.py";
    const ran = await runFixture("computed-header", { flags });
    expect(ran.report.exitCode).toBe(3);
    // What the texts tell stays true; that they cannot be loaded is not known.
    expect(ran.target().findings.map(({ code, severity, message }) => [code, severity, message])).toEqual([
      ["MF106", "warning", expect.stringMatching(/it is computed\.$/u)],
      ["MF106", "warning", expect.stringMatching(/it is computed\.$/u)],
    ]);
    expect(checksIn(ran.target())).toMatchObject({
      heads: `${unknown}: ${reason}`,
      upgrade: `error: ${reason}`,
    });
    const heads = await runFixture("computed-header", { flags, command: "heads" });
    expect(heads.report.exitCode).toBe(3);
    expect(checksIn(heads.target())).toEqual({ heads: `${unknown}: ${reason}` });
  });
});

describe("a file that Alembic refuses", () => {
  it.each([
    ["stray.py", "X = 1\n", "MF127"],
    ["number.py", 'revision = 1\ndown_revision = "a30000000000"\n', "MF106"],
    ["latin.py", Buffer.from('"""\u00E9"""\nrevision = "b"\ndown_revision = None\n', "latin1"), "MF106"],
  ])("%s makes `heads` red by itself: heads without it would be a guess", async (name, text, code) => {
    await using project = await copyFixture("linear");
    await writeFile(join(project.folder, "migrations/versions", name), text);
    const ran = await project.run({ command: "heads" });
    expect(ran.report.exitCode).toBe(1);
    expect(ran.target().findings).toMatchObject([
      { code, check: "heads", file: `migrations/versions/${name}` },
    ]);
    // Where `files` is run, it is told there, once.
    const all = await project.run({ command: "quick" });
    expect(all.report.exitCode).toBe(1);
    expect(all.target().findings.filter((one) => one.check === "heads")).toEqual([]);
  });
});

it("of version locations that only Python finds are looked for there; quick does not call them green", async () => {
  await using project = await copyFixture("linear");
  await project.edit(
    "alembic.ini",
    "script_location = migrations",
    "script_location = migrations\nversion_locations = shop:versions",
  );
  await project.edit("alembic.ini", "path_separator = os", "path_separator = space");
  const text = await project.read("migrations/versions/a10000000000_create_items.py");
  await project.write("lib/shop/__init__.py", "");
  await project.write("lib/shop/versions/a10000000000_create_items.py", text);
  const env = { PYTHONPATH: `${project.folder}/lib` };
  expect((await project.run({ command: "heads", env })).target()).toMatchObject({
    status: "passed",
    heads: ["a10000000000"],
  });
  const quick = (await project.run({ command: "quick", env })).target();
  expect(quick.status).toBe("skipped");
  expect(checksIn(quick)["heads"]).toMatch(
    /^skipped: only Python can tell .*`migrun heads alembic` asks it/u,
  );
});

it("in another encoding than UTF-8 is Python's to read; quick says so, and claims no head", async () => {
  await using project = await copyFixture("linear");
  const text = '# coding: cp1252\n"""\u00E9"""\nrevision = "b1"\ndown_revision = "a30000000000"\n';
  await writeFile(join(project.folder, "migrations/versions/b1_x.py"), Buffer.from(text, "latin1"));
  const quick = (await project.run({ command: "quick" })).target();
  expect(quick.heads).toEqual([]);
  expect(checksIn(quick)["heads"]).toMatch(/^skipped: only Python can read the header of b1_x\.py; run/u);
  const [open] = quick.findings.filter(({ code }) => code === "MF106");
  expect([open?.severity, open?.message, open?.hint]).toEqual([
    "warning",
    "Only Python can read the header of migrations/versions/b1_x.py: its encoding is cp1252.",
    expect.stringContaining("Save the file as UTF-8"),
  ]);
  expect((await project.run({ command: "heads" })).target().heads).toEqual(["b1"]);
});
