import type { LockRow } from "@migrun/core";
import { describe, expect, test } from "vitest";
import { check, reportOf, target } from "../../../test/sample-reports.ts";
import { createTheme } from "../../theme.ts";
import { renderMarkdown } from "../markdown.ts";
import type { RenderOptions } from "../reporter.ts";
import { renderLocks } from "./lock-table.ts";

const options: RenderOptions = {
  theme: createTheme({ color: false, unicode: true }),
  width: 80,
  verbosity: 0,
  why: () => null,
  pathPrefix: "",
  codeScanning: false,
  randomToken: () => "token-1",
};

function row(over: Partial<LockRow>): LockRow {
  return {
    revision: "ae1027a6acf4",
    table: "public.orders",
    lock: "AccessExclusive",
    blocks: "reads and writes",
    work: null,
    file: "services/shop/migrations/versions/ae1027a6acf4_add_tax.py",
    line: 14,
    heldMs: 1.2,
    ...over,
  };
}

function withLocks(locks: readonly LockRow[]) {
  return reportOf([target("shop", { checks: [check("lint", "passed", { data: { locks } })] })]);
}

const MANY = [
  row({ table: "public.small", lock: "ShareUpdateExclusive", blocks: "other changes" }),
  ...Array.from({ length: 12 }, (_, at) => row({ table: `sales.part_${at}` })),
  row({ table: "public.users", lock: "Share", blocks: "writes", work: "indexed", heldMs: 30 }),
];

describe("the table of locks", () => {
  test("is not there where none was taken, or measured", () => {
    expect(renderLocks(withLocks([]), options)).toEqual([]);
    expect(renderLocks(reportOf([target("shop")]), options)).toEqual([]);
  });

  test("with one row", () => {
    expect(renderLocks(withLocks([row({})]), options)).toEqual([
      "locks of new revisions on tables that existed before, measured on next to no rows",
      "revision      table   lock              blocks            by              held",
      "ae1027a6acf4  orders  ACCESS EXCLUSIVE  reads and writes  …add_tax.py:14  1.2 ms",
    ]);
  });

  test("with many rows leaves out those that hurt least", () => {
    const lines = renderLocks(withLocks(MANY), { ...options, width: 120 });
    expect(lines).toHaveLength(15);
    expect(lines.at(-2)).toMatch(/ users +SHARE +writes +indexed /u);
    expect(lines.join("\n")).not.toContain("small");
    expect(lines.at(-1)).toBe("... 2 more (all of them: -v)");
    expect(renderLocks(withLocks(MANY), { ...options, verbosity: 1 })).toHaveLength(16);
  });

  test("names the target where there are several", () => {
    const report = reportOf([
      target("shop", { checks: [check("lint", "passed", { data: { locks: [row({})] } })] }),
      target("users"),
    ]);
    expect(renderLocks(report, { ...options, width: 120 })[1]).toMatch(/^target  revision/u);
  });

  test("in Markdown", () => {
    const text = renderMarkdown(withLocks([row({ table: "public.a|b" })]), options);
    expect(text).toContain(
      [
        "| revision | table | lock | blocks | by | held |",
        "| --- | --- | --- | --- | --- | --- |",
        String.raw`| ${"`ae1027a6acf4` | `a\\|b` | ACCESS EXCLUSIVE | reads and writes | `services/shop/migrations/versions/ae1027a6acf4_add_tax.py:14` | 1.2 ms |"}`,
      ].join("\n"),
    );
  });
});
