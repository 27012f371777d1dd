import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { realpathSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readHistory, resolveWithPython } from "./read-history.ts";
import type { History, HistoryLocations } from "./read-history.ts";

let root = "";
beforeEach(async () => {
  root = realpathSync(await mkdtemp(join(tmpdir(), "migrun-history-")));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function put(path: string, content: string | Buffer): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
}

const text = (id: string, down: string | null = null): string =>
  `revision = "${id}"\ndown_revision = ${down === null ? "None" : `"${down}"`}\n`;

async function read(options: Partial<HistoryLocations> = {}): Promise<History> {
  const locations = {
    versionLocations: [join(root, "v")],
    recursiveVersionLocations: false,
    sourceless: false,
  };
  return await readHistory({ ...locations, ...options });
}

const ids = (history: History): string[] => history.revisions.map(({ id }) => id);
const problems = (history: History): unknown[] =>
  history.files.map(({ parsed }) => (parsed.kind === "revision" ? parsed.revision.id : parsed.reason));

describe("which files", () => {
  it("loads what Alembic loads, by code point, top folder only", async () => {
    const names = ["b.py", "B.py", "a b.py", ".hidden.py", "conftest.py", "é.py"];
    for (const name of names) await put(`v/${name}`, text(name));
    for (const name of [
      "__init__.py",
      "__init__x.py",
      ".#lock.py",
      "x.PY",
      "x.py~",
      "x.py.bak",
      "README",
      "sub/y.py",
      "__pycache__/b.cpython-312.pyc",
    ]) {
      await put(`v/${name}`, text("no"));
    }
    expect(ids(await read())).toEqual([".hidden.py", "B.py", "a b.py", "b.py", "conftest.py", "é.py"]);
  });

  it("walks down where configured: files before folders, hidden ones too, no caches", async () => {
    for (const name of ["z.py", "a/m.py", "a/b/n.py", ".h/o.py", "node_modules/p.py", "my__pycache__/q.py"]) {
      await put(`v/${name}`, text(name));
    }
    expect(ids(await read({ recursiveVersionLocations: true }))).toEqual([
      "z.py",
      ".h/o.py",
      "a/m.py",
      "a/b/n.py",
      "node_modules/p.py",
    ]);
  });

  it("keeps the order of locations, and passes over those that do not exist", async () => {
    await put("v/a.py", text("a"));
    await put("w/b.py", text("b"));
    expect(
      ids(await read({ versionLocations: ["w", "nowhere", "v"].map((name) => join(root, name)) })),
    ).toEqual(["b", "a"]);
  });

  it("reads a file once, however many links lead to it, and judges the name of what they lead to", async () => {
    await put("v/a.py", text("a"));
    await put("elsewhere/b.py", text("b"));
    await put("elsewhere/c.txt", text("c"));
    await symlink(join(root, "v/a.py"), join(root, "v/link.py"));
    await symlink(join(root, "elsewhere/b.py"), join(root, "v/b_link"));
    await symlink(join(root, "elsewhere/c.txt"), join(root, "v/c.py"));
    await symlink(join(root, "elsewhere"), join(root, "v/folder"));
    const history = await read({ recursiveVersionLocations: true });
    expect(ids(history)).toEqual(["a", "b"]);
    expect(history.drafts).toMatchObject([
      { code: "MG003", severity: "warning", file: join(root, "v/link.py") },
    ]);
  });

  it("reads a location that is given twice once", async () => {
    await put("v/a.py", text("a"));
    const history = await read({ versionLocations: [join(root, "v"), join(root, "v/../v")] });
    expect(ids(history)).toEqual(["a"]);
    expect(history.drafts).toHaveLength(1);
  });

  it("finds bytecode without source where it counts", async () => {
    await put("v/a.py", text("a"));
    for (const name of [
      "a.pyc",
      "b.pyc",
      "b.pyo",
      "__pycache__/a.cpython-312.pyc",
      "__pycache__/c.cpython-312.pyc",
    ]) {
      await put(`v/${name}`, Buffer.from([0]));
    }
    const { needsPython } = await read({ sourceless: true });
    expect(needsPython.map((file) => file.slice(root.length + 3))).toEqual([
      "b.pyc",
      "__pycache__/c.cpython-312.pyc",
    ]);
    expect((await read()).needsPython).toEqual([]);
  });
});

describe("what cannot be read is a finding", () => {
  it("reports links that lead nowhere and folders named as files", async () => {
    await put("v/x.py/y.txt", "");
    await put("v/a.py", text("a"));
    await symlink(join(root, "gone.py"), join(root, "v/lost.py"));
    await symlink(join(root, "gone"), join(root, "v/passed_over.py"));
    await symlink(join(root, "v/round.py"), join(root, "v/round.py"));
    const history = await read();
    expect(ids(history)).toEqual(["a"]);
    expect(
      history.drafts.map(({ code, file, severity }) => [code, file?.slice(root.length), severity]),
    ).toEqual([
      ["MF106", "/v/lost.py", undefined],
      ["MF106", "/v/passed_over.py", "warning"],
      ["MF106", "/v/round.py", undefined],
      ["MF106", "/v/x.py", "warning"],
    ]);
  });

  it("keeps binary, empty and mis-encoded files as files without a revision", async () => {
    await put("v/a.py", Buffer.from("revision = 'a'\0"));
    await put("v/b.py", "");
    await put("v/c.py", Buffer.concat([Buffer.from(text("c")), Buffer.from([0x23, 0xe9])]));
    await put("v/d.py", text("d"));
    expect(problems(await read())).toEqual([
      "it holds NUL bytes",
      "it has no `down_revision`",
      "it is not UTF-8, and no coding cookie says what it is",
      "d",
    ]);
  });
});

describe("encodings", () => {
  it.each<[string, Buffer, unknown]>([
    ["a byte order mark", Buffer.from(`\uFEFF${text("x")}`), "x"],
    ["CRLF", Buffer.from(text("x").replaceAll("\n", "\r\n")), "x"],
    [
      "a latin-1 cookie",
      Buffer.from(`# -*- coding: latin-1 -*-\nrevision = "\u00E9"\ndown_revision = None`, "latin1"),
      "\u00E9",
    ],
    [
      "a cookie on line 2",
      Buffer.from(`#!/usr/bin/python\n# vim: set fileencoding=iso-8859-1 :\n${text("x")}#\u00E9`, "latin1"),
      "x",
    ],
    ["a utf-8 cookie", Buffer.from(`# coding: utf8\n${text("x")}# é`), "x"],
    ["ASCII in another encoding", Buffer.from(`# coding: cp1252\n${text("x")}`), "x"],
    [
      "another encoding",
      Buffer.from(`# coding: cp1252\n${text("x")}# \u00E9`, "latin1"),
      "its encoding is cp1252",
    ],
    ["an unknown one", Buffer.from(`# coding: rot13\n${text("x")}`), "its encoding is rot13"],
    ["a late cookie", Buffer.from(`x = 1\n# coding: rot13\n${text("x")}`), "x"],
  ])("%s", async (_name, bytes, expected) => {
    await put("v/ff_x.py", bytes);
    expect(problems(await read())).toEqual([expected]);
  });
});

describe("asking Python", () => {
  it("asks only for what the texts do not settle, keeps load order, and says so", async () => {
    await put("v/1.py", text("a"));
    await put("v/2.py", 'revision = make()\ndown_revision = "a"\n');
    await put("v/3.py", text("c", "b"));
    await put("v/4.py", "revision = broken()\n");
    const history = await read();
    const asked: string[] = [];
    const resolved = await resolveWithPython(history, async (files) => {
      asked.push(...files);
      const none = { down: [], labels: [], dependsOn: [], doc: "" };
      return [
        { file: join(root, "v/4.py"), revision: null, ...none, error: "NameError: broken" },
        { file: join(root, "v/2.py"), revision: "b", ...none, down: ["a"], doc: "two", error: null },
      ];
    });
    expect(asked).toEqual([join(root, "v/2.py"), join(root, "v/4.py")]);
    expect(ids(resolved)).toEqual(["a", "b", "c"]);
    expect(resolved.revisions[1]).toMatchObject({ doc: "two", down: ["a"], line: 1, resolvedBy: "python" });
    expect(resolved.needsPython).toEqual([]);
    expect(resolved.files[3]?.python).toEqual({ kind: "failed", reason: "NameError: broken" });
    expect(resolved.drafts).toMatchObject([{ code: "MX908", revision: "b", file: join(root, "v/2.py") }]);
  });
});
