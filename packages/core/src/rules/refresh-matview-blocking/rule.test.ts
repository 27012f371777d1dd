import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

const VIEW = "CREATE MATERIALIZED VIEW archive.totals AS SELECT day, count(*) AS n FROM orders GROUP BY day";

it("says what waits, and what to write", () => {
  const setup = `${VIEW}; CREATE UNIQUE INDEX uq ON archive.totals (day)`;
  expect(saidOfSql("MS287", { sql: "REFRESH MATERIALIZED VIEW archive.totals", setup })).toEqual([
    [
      "10 materialized-view:archive.totals: Refreshing archive.totals takes ACCESS EXCLUSIVE on it: reads wait until its query is done.",
      "Refresh it CONCURRENTLY: readers go on. It needs a unique index on columns of the view.",
      '    op.execute("REFRESH MATERIALIZED VIEW CONCURRENTLY archive.totals")',
    ].join("\n"),
  ]);
});

it("shows the index that is missing; one with a condition does not count", () => {
  const setup = `${VIEW}; CREATE UNIQUE INDEX uq ON archive.totals (day) WHERE n > 1`;
  const [said] = saidOfSql("MS287", { sql: "REFRESH MATERIALIZED VIEW archive.totals", setup });
  expect(said).toContain(
    'op.create_index("uq_totals", "totals", ["…"], schema="archive", unique=True, postgresql_concurrently=True)',
  );
});

it("fires once the view has rows", () => {
  const setup = `${VIEW} WITH NO DATA; REFRESH MATERIALIZED VIEW archive.totals`;
  expect(saidOfSql("MS287", { sql: "REFRESH MATERIALIZED VIEW archive.totals", setup })).toHaveLength(1);
});
