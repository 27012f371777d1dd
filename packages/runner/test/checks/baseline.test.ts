import { CHECK_IDS, type RunEvent } from "@migrun/core";
import { describe, expect, it } from "vitest";
import { runBaseline } from "../../src/run/run-baseline.ts";
import type { BaselineFlags } from "../../src/run/run-request.ts";
import { copyFixture, dataOf, type Project, type RunOptions, sceneOf } from "./run-fixture.ts";

const FILE = "migrun-baseline.json";
const COLOUR = "migrations/versions/a20000000000_add_colour.py";
const NUMBERS = "migrations/versions/a30000000000_create_numbers.py";

/** A baseline is judged where all checks ran; what lint says of the fixture has tests of its own. */
const NO_LINT =
  "rules: { MS250: off, MS251: off, MS270: off, MR507: off, MR505: off, MS240: off, MS247: off, MS257: off }\n";

async function withoutLint(fixture: string): Promise<Project> {
  const project = await copyFixture(fixture);
  await project.write("migrun.config.yaml", NO_LINT);
  return project;
}

/** `migrun baseline`, as the command does it: runs, and writes what it is given. */
async function baseline(project: Project, flags: Partial<BaselineFlags> = {}, options: RunOptions = {}) {
  const request = {
    ...sceneOf(project.folder, options),
    command: "baseline" as const,
    checks: CHECK_IDS,
    names: options.names ?? [],
    acceptNew: flags.acceptNew ?? false,
    dryRun: flags.dryRun ?? false,
  };
  const { report, write } = await runBaseline(request, {
    emit: options.onEvent ?? (() => {}),
    signal: options.signal ?? new AbortController().signal,
  });
  if (write !== null) await project.write(write.path.slice(project.folder.length + 1), write.text);
  return report;
}

/** `CODE object` of entries, or of findings that count. */
function brief(all: readonly { readonly code: string; readonly object: string | null }[]): string[] {
  return all.map(({ code, object }) => `${code} ${object}`).toSorted();
}

const LEFT = ["MC510 function:public.answer()", "MC510 sequence:public.numbers", "MC510 type:public.colour"];

describe("the first baseline", () => {
  it("accepts what is there today; then everything is green, and what comes later is not", async () => {
    await using project = await withoutLint("left-behind");
    const made = await baseline(project);
    expect(made).toMatchObject({ ok: true, exitCode: 0, command: "baseline" });
    expect(made.baseline).toMatchObject({ file: FILE, entries: 3, accepted: 3, changes: { written: true } });
    expect(brief(made.baseline?.changes?.added ?? [])).toEqual(LEFT);

    const ran = await project.run({ checks: CHECK_IDS });
    expect(ran.report).toMatchObject({ exitCode: 0, summary: { findings: { error: 0 } } });
    expect(ran.report.baseline).toEqual({ file: FILE, entries: 3, accepted: 3, unneeded: [], changes: null });
    expect(ran.target().findings.map((one) => one.suppressed)).toEqual(
      LEFT.map(() => ({ kind: "baseline", reason: `accepted in ${FILE}`, until: null })),
    );

    await project.edit(
      NUMBERS,
      "def upgrade() -> None:\n",
      "def upgrade() -> None:\n    op.execute('CREATE DOMAIN amount AS integer')\n",
    );
    const next = await project.run({ checks: CHECK_IDS });
    expect(next.report.exitCode).toBe(1);
    expect(brief(next.target().findings.filter((one) => one.suppressed === null))).toEqual([
      "MC510 type:public.amount",
    ]);
  });

  it.each([
    ["fails", 'op.drop_column("items", "price")', 'op.drop_column("items", "cost")'],
    ["is not there", "def downgrade() -> None:", "def gone() -> None:"],
  ])("a downgrade that %s and is accepted hides no sin above it", async (_what, from, to) => {
    await using project = await withoutLint("linear");
    await project.edit("migrations/versions/a20000000000_add_price_to_items.py", from, to);
    const made = await baseline(project);
    expect(made).toMatchObject({ exitCode: 0, baseline: { changes: { written: true } } });
    const before = await project.run({ checks: CHECK_IDS });
    expect(before.report).toMatchObject({ exitCode: 0, baseline: { unneeded: [] } });
    expect(dataOf(before.target(), "roundtrip")).toMatchObject({
      verifiedDownTo: "a20000000000",
      revisions: 1,
    });
    await project.edit(
      "migrations/versions/a30000000000_create_sales.py",
      "def upgrade() -> None:\n",
      "def upgrade() -> None:\n    op.execute(\"CREATE TYPE mood AS ENUM ('ok')\")\n",
    );
    const next = await project.run({ checks: CHECK_IDS });
    expect(next.report.exitCode).toBe(1);
    expect(brief(next.target().findings.filter((one) => one.suppressed === null))).toEqual([
      "MC510 type:public.mood",
    ]);
  });

  it("holds nothing that makes a run meaningless", async () => {
    await using project = await withoutLint("two-heads");
    const made = await baseline(project);
    expect(made).toMatchObject({ exitCode: 1, baseline: { entries: 0, changes: { written: false } } });
    expect(brief(made.targets.flatMap((target) => target.findings))).toEqual(["MG001 null"]);
    await expect(project.read(FILE)).rejects.toThrow("ENOENT");
  });

  it("is not written with --dry-run, nor by a run that was interrupted", async () => {
    await using project = await withoutLint("left-behind");
    const dry = await baseline(project, { dryRun: true });
    expect(dry.baseline).toMatchObject({ entries: 0, accepted: 3, changes: { written: false } });
    expect(dry.baseline?.changes?.added).toHaveLength(3);
    const controller = new AbortController();
    const onEvent = (event: RunEvent): void => {
      if (event.kind === "check-ended" && event.check.id === "roundtrip") controller.abort("SIGINT");
    };
    const stopped = await baseline(project, {}, { signal: controller.signal, onEvent });
    expect(stopped.baseline?.changes?.written).toBe(false);
    await expect(project.read(FILE)).rejects.toThrow("ENOENT");
  });
});

describe("a baseline that is there", () => {
  it("only shrinks, and grows when that is asked for", async () => {
    await using project = await withoutLint("left-behind");
    await baseline(project);
    await project.edit(
      COLOUR,
      'op.drop_column("items", "colour")',
      'op.drop_column("items", "colour")\n    op.execute("DROP TYPE colour")',
    );
    await project.edit(
      NUMBERS,
      "def upgrade() -> None:\n",
      "def upgrade() -> None:\n    op.execute('CREATE DOMAIN amount AS integer')\n",
    );

    const ran = await project.run({ checks: CHECK_IDS });
    expect(brief(ran.report.baseline?.unneeded ?? [])).toEqual(["MC510 type:public.colour"]);
    expect(ran.report.problems.find((one) => one.code === "MX910")).toMatchObject({
      severity: "warning",
      file: FILE,
      line: 5,
      message: `${FILE} needs 1 entry no more; \`migrun baseline\` takes it out:\nline 5: alembic MC510 type:public.colour (is not found any more)`,
    });

    const shrunk = await baseline(project);
    expect(shrunk).toMatchObject({ exitCode: 1, baseline: { entries: 2, unneeded: [] } });
    expect(shrunk.problems.map((one) => one.code)).not.toContain("MX910");
    expect(shrunk.baseline?.changes).toMatchObject({
      written: true,
      added: [],
      removed: [{ object: "type:public.colour" }],
    });

    const grown = await baseline(project, { acceptNew: true });
    expect(grown).toMatchObject({ exitCode: 0, baseline: { entries: 3 } });
    expect(brief(grown.baseline?.changes?.added ?? [])).toEqual(["MC510 type:public.amount"]);
    expect((await baseline(project)).baseline?.changes?.written).toBe(false);
  });

  it("loses nothing to a run of a part of the checks, or to one that stops early", async () => {
    await using project = await withoutLint("left-behind");
    await baseline(project);
    const before = await project.read(FILE);
    for (const command of ["drift", "quick"] as const) {
      const ran = await project.run({ command });
      expect(ran.report).toMatchObject({ exitCode: 0, baseline: { unneeded: [] } });
    }
    await project.edit(NUMBERS, "CREATE SEQUENCE", "CREATE SEQUENCES");
    expect((await baseline(project)).baseline?.changes?.removed).toEqual([]);
    expect(await project.read(FILE)).toBe(before);
  });

  it("comes after ignore entries and preset adopt: what they accept needs no entry", async () => {
    await using project = await withoutLint("left-behind");
    await baseline(project);
    await project.write(
      "migrun.config.yaml",
      `${NO_LINT}ignore: [{ code: MC510, object: "type:*", reason: "known" }]\n`,
    );
    const ran = await project.run({ checks: CHECK_IDS });
    expect(brief(ran.report.baseline?.unneeded ?? [])).toEqual(["MC510 type:public.colour"]);
    expect(ran.report.exitCode).toBe(0);
    await project.write(
      "migrun.config.yaml",
      `${NO_LINT}extends: [strict]\nignore: [{ code: MC510, object: "type:*", reason: "known" }]\n`,
    );
    expect((await project.run({ checks: CHECK_IDS })).report.exitCode).toBe(1);
  });

  it("stands where the configuration says, and is found from there", async () => {
    await using project = await withoutLint("left-behind");
    await project.write("migrun.config.yaml", `${NO_LINT}baseline: accepted.json\n`);
    expect((await baseline(project)).baseline?.file).toBe("accepted.json");
    expect((await project.run({ checks: CHECK_IDS })).report).toMatchObject({
      exitCode: 0,
      baseline: { accepted: 3 },
    });
  });

  it("that cannot be read stops every command, with its line (exit 2)", async () => {
    await using project = await withoutLint("linear");
    await project.write(FILE, '{\n  "version": 1,\n  "accepted": [\n<<<<<<< HEAD\n  ]\n}\n');
    for (const command of ["all", "quick"] as const) {
      await expect(project.run({ command })).rejects.toMatchObject({
        exitCode: 2,
        message: `${FILE}:4 holds the marks of a merge conflict.`,
      });
    }
    await expect(baseline(project)).rejects.toMatchObject({ exitCode: 2 });
  });
});
