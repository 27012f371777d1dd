import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import vectors from "../../rules/sql-vectors.json" with { type: "json" };
import { followStatements } from "../lint-run.ts";
import { isAtLeast, strongest } from "../locks.ts";
import { shownKey } from "../names.ts";
import { statements } from "../parser.test-data.ts";

/** What a real server did: locks from SHARE UPDATE EXCLUSIVE up, new files and full reads, on what existed before. */
interface Measured {
  readonly id: string;
  readonly sql: readonly string[];
  readonly setup?: readonly string[];
  readonly base?: string;
  readonly autocommit: boolean;
  readonly pg: number;
  readonly trace?: {
    readonly locks?: Readonly<Record<string, string>>;
    readonly rewrites?: readonly string[];
    readonly scans?: readonly string[];
  };
}

const FIXTURE = readFileSync(new URL("../../rules/sql-vectors-fixture.sql", import.meta.url), "utf8");

/** Where a statement's text cannot tell what was measured, and why. */
const APART: Readonly<Record<string, string>> = {
  "fk-valid-unnamed": "the parent had no rows, so the server looked it up by its index",
  "fk-validate-alone": "the parent had no rows",
  "fk-alembic-add-column-pair": "the server looked the parent up by its index",
  "drop-column-cascade": "the views of a table are not followed",
  "drop-table-cascade": "the views of a table are not followed",
  "refresh-mv": "the tables of a view are not followed",
  "refresh-mv-conc": "the tables of a view are not followed",
  "refresh-mv-new": "the tables of a view are not followed",
  "tx-control": "locks of statements outside of a transaction are gone when they are looked for",
  "vacuum-full": "locks of statements outside of a transaction are gone when they are looked for",
  "do-block": "nobody sees inside",
  truncate: "the new file was counted as read",
  "truncate-cascade": "the new file was counted as read",
};

const MEASURED = (vectors as unknown as Measured[]).filter(
  ({ id, trace }) => trace !== undefined && APART[id] === undefined,
);

it("is measured", () => {
  expect(MEASURED).toHaveLength(185);
});

it.each(MEASURED)("$id costs what was measured", ({ sql, setup, base, autocommit, pg, trace }) => {
  const before = [...(base === "empty" ? [] : [FIXTURE]), ...(setup ?? [])];
  const run = followStatements(
    {
      setup: statements(before),
      statements: statements(sql, { autocommit }),
      postgres: pg,
      assumed: { lockTimeout: true, statementTimeout: true },
    },
    () => {},
  );
  const effects = run.transactions.flatMap((one) => one.statements.flatMap((statement) => statement.effects));
  const locks = strongest(effects.flatMap((effect) => effect.locks)).filter(({ mode }) =>
    isAtLeast(mode, "ShareUpdateExclusive"),
  );
  const names = (keys: readonly string[]): string[] => [...new Set(keys.map(shownKey))].toSorted();
  expect({
    locks: Object.fromEntries(locks.map(({ relation, mode }) => [shownKey(relation), `${mode}Lock`])),
    rewrites: names(effects.flatMap((effect) => effect.rewrites)),
    scans: names(effects.flatMap((effect) => effect.scans)),
  }).toEqual({
    locks: trace?.locks ?? {},
    rewrites: trace?.rewrites ?? [],
    scans: trace?.scans ?? [],
  });
});
