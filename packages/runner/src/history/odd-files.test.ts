import { execFileSync, spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildGraph } from "@migrun/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type History, readHistory } from "./read-history.ts";

let root = "";
beforeEach(async () => {
  root = realpathSync(await mkdtemp(join(tmpdir(), "migrun-odd-")));
  await chmod(root, 0o755);
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

const text = (id: string, down: string | null = null): string =>
  `"""change ${id}"""\nrevision = "${id}"\ndown_revision = ${down === null ? "None" : `"${down}"`}\n\n\ndef upgrade():\n    pass\n`;

/** Each is read with and without a parser: both have to say the same. */
async function told(recursive = false): Promise<readonly string[]> {
  const where = { versionLocations: [root], recursiveVersionLocations: recursive, sourceless: false };
  const [whole, quick] = [await readHistory(where), await readHistory(where, { headersOnly: true })];
  expect(summary(quick)).toEqual(summary(whole));
  return summary(whole);
}

function summary({ files, drafts }: History): string[] {
  return [
    ...files.map(({ parsed }) => (parsed.kind === "revision" ? parsed.revision.id : parsed.reason)),
    ...drafts.map(({ code, message }) => `${code} ${message.slice(0, 60)}`),
  ];
}

describe("odd files are a finding or a right answer", () => {
  it("a file of a megabyte", async () => {
    const rows = `    op.execute("""INSERT INTO t VALUES ('#', "it''s ) ] }")""")\n`.repeat(20_000);
    await writeFile(join(root, "a.py"), `${text("a").trimEnd()}\n${rows}`);
    await writeFile(join(root, "b.py"), `${text("b", "a")}${rows}revision = "last"\n`);
    expect(await told()).toEqual(["a", "last"]);
  });

  it("ten thousand files", async () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => `r${String(index).padStart(5, "0")}`);
    for (const [index, id] of ids.entries())
      await writeFile(join(root, `${id}.py`), text(id, ids[index - 1] ?? null));
    const where = { versionLocations: [root], recursiveVersionLocations: false, sourceless: false };
    const { revisions } = await readHistory(where, { headersOnly: true });
    expect(buildGraph(revisions)).toMatchObject({ heads: ["r09999"], bases: ["r00000"], problems: [] });
  });

  it("binaries", async () => {
    await writeFile(join(root, "a.py"), Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1]));
    await writeFile(join(root, "b.py"), Buffer.from([0x89, 0x50, 0xff, 0xfe, 0x0d, 0x0a]));
    expect(await told()).toEqual([
      "it holds NUL bytes",
      "it is not UTF-8, and no coding cookie says what it is",
    ]);
  });

  it("folders and pipes that are called like files, links that go round", async () => {
    await mkdir(join(root, "folder.py"));
    await writeFile(join(root, "folder.py", "inside.py"), text("inside"));
    await symlink(join(root, "round.py"), join(root, "round.py"));
    await symlink(root, join(root, "self"));
    execFileSync("sh", ["-c", 'mkfifo "$0"', join(root, "pipe.py")]);
    expect(await told()).toEqual([
      "MF106 folder.py is a folder with the name of a revision file: Alem",
      "MF106 pipe.py is a pipe, socket or device with the name of a revis",
      "MF106 round.py is a symbolic link that leads nowhere: Alembic fail",
    ]);
    expect(await told(true)).toContain("inside");
  });

  it("files that may not be read", async () => {
    await writeFile(join(root, "a.py"), text("a"));
    await writeFile(join(root, "b.py"), text("b"));
    await chmod(join(root, "a.py"), 0);
    // Nothing is forbidden to root.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65_534);
    try {
      expect(await told()).toEqual(["permission denied", "b"]);
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });

  it("a file that changes while it is read", { timeout: 60_000 }, async () => {
    const file = join(root, "a.py");
    const versions = ["old", "new"].map((id) => text(id) + `# ${id}\n`.repeat(30_000));
    await writeFile(file, versions[0]!);
    const script = `const fs = require("fs"); const texts = ${JSON.stringify(["old", "new"].map((id) => text(id)))};
      process.stdout.write("writing");
      for (let n = 0; ; n += 1) fs.writeFileSync(${JSON.stringify(file)}, texts[n % 2] + ("# " + n + "\\n").repeat(20000));`;
    const writer = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    try {
      await new Promise((resolve) => writer.stdout.once("data", resolve));
      const where = { versionLocations: [root], recursiveVersionLocations: false, sourceless: false };
      for (let round = 0; round < 100; round += 1) {
        const [{ parsed } = { parsed: null }] = (await readHistory(where, { headersOnly: round % 2 === 0 }))
          .files;
        if (parsed?.kind === "revision") expect(parsed.revision).toMatchObject({ down: [], labels: [] });
        expect(parsed?.kind === "revision" ? ["old", "new"] : [FINDING]).toContain(
          parsed?.kind === "revision" ? parsed.revision.id : parsed?.reason.replace(/^it .*/u, FINDING),
        );
      }
    } finally {
      writer.kill("SIGKILL");
    }
    await new Promise((resolve) => writer.once("close", resolve));
    await writeFile(file, versions[1]!);
    expect(await told()).toEqual(["new"]);
  });
});

const FINDING = "a finding";
