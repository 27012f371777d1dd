import { describe, expect, it } from "vitest";
import { saidOfSql } from "../rules/judge-sql.test-data.ts";

// A recipe builds what the statement builds, or it is worse than none.
describe("an index", () => {
  it.each([
    [
      "CREATE INDEX i10 ON orders USING btree (note text_pattern_ops)",
      "i10 ON orders USING btree (note text_pattern_ops)",
    ],
    ["CREATE INDEX i11 ON orders (total DESC NULLS LAST);", "i11 ON orders (total DESC NULLS LAST)"],
    ['CREATE INDEX i12 ON orders (note COLLATE "C")', 'i12 ON orders (note COLLATE \\"C\\")'],
    [
      "-- why\nCREATE INDEX IF NOT EXISTS i9 ON public.orders (lower(note)) WHERE qty > 0",
      "i9 ON orders (lower(note)) WHERE qty > 0",
    ],
    [
      "CREATE INDEX i13 ON orders (note) WHERE at > now() - interval '1 day'",
      "i13 ON orders (note) WHERE at > now() - interval '1 day'",
    ],
    [
      'CREATE UNIQUE INDEX "Mixed Ix" ON orders (note) WITH (fillfactor = 70)',
      '\\"Mixed Ix\\" ON orders (note) WITH (fillfactor = 70)',
    ],
  ])("keeps %s", (sql, kept) => {
    const word = sql.includes("UNIQUE") ? "UNIQUE INDEX" : "INDEX";
    expect(saidOfSql("MS201", sql)[0]).toContain(`op.execute("CREATE ${word} CONCURRENTLY ${kept}")`);
    const [later] = saidOfSql(
      "MS273",
      `ALTER TABLE orders ADD COLUMN tax numeric; ${sql.replace(/;$/u, "")}`,
    );
    expect(later).toContain(kept);
  });

  it("stays on the parent ONLY", () => {
    const [said] = saidOfSql("MS277", {
      sql: "CREATE INDEX ixe ON ONLY events (at)",
      block: "CREATE INDEX CONCURRENTLY ixd ON events_default (at)",
    });
    expect(said).toContain('op.execute("CREATE INDEX ixe ON ONLY events (at)")');
  });
});

describe("an index of a partitioned table", () => {
  const setup =
    "CREATE TABLE events (at date) PARTITION BY RANGE (at); CREATE TABLE e25 PARTITION OF events DEFAULT PARTITION BY LIST (at); CREATE TABLE e25a PARTITION OF e25 DEFAULT";

  it.each(["MS201", "MS273"])("is never built CONCURRENTLY on it, says %s", (code) => {
    const sql = "ALTER TABLE orders ADD COLUMN tax numeric; CREATE INDEX ix ON events (at DESC)";
    const [said] = saidOfSql(code, { sql, setup });
    expect(said).toContain('op.execute("CREATE INDEX ix ON ONLY events (at DESC)")');
    expect(said).toContain('op.execute("CREATE INDEX e25_at_idx ON ONLY e25 (at DESC)")');
    expect(said).toContain('op.execute("CREATE INDEX CONCURRENTLY e25a_at_idx ON e25a (at DESC)")');
    expect(said).toContain('op.execute("ALTER INDEX ix ATTACH PARTITION e25_at_idx")');
    expect(said).not.toMatch(/CONCURRENTLY \w+ ON (?:events|e25) /u);
  });
});

describe("a constraint", () => {
  const KEY =
    "FOREIGN KEY (user_id) REFERENCES users (id) MATCH FULL ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED";
  const kept =
    'onupdate="CASCADE", ondelete="SET NULL", deferrable=True, initially="DEFERRED", match="FULL", postgresql_not_valid=True';

  it("keeps all that a foreign key says", () => {
    expect(saidOfSql("MS211", `ALTER TABLE orders ADD CONSTRAINT ff ${KEY}`)[0]).toContain(kept);
  });

  it("keeps it where it is written with a column", () => {
    const inline = KEY.replace("FOREIGN KEY (user_id) ", "");
    expect(
      saidOfSql("MS211", `ALTER TABLE orders ADD COLUMN user_id bigint DEFAULT 1 ${inline}`)[0],
    ).toContain(kept);
  });

  it("repeats a check as it is written", () => {
    const sql = "ALTER TABLE orders ADD CONSTRAINT ck CHECK (at > now() - interval '1 day') NO INHERIT";
    const [said] = saidOfSql("MS273", `ALTER TABLE users ADD COLUMN tax numeric; ${sql}`);
    expect(said).toContain(`op.execute("${sql} NOT VALID")`);
  });
});

it.each([
  'ALTER TABLE orders ADD COLUMN code text COLLATE "C"',
  "ALTER TABLE orders ADD COLUMN IF NOT EXISTS code text",
  "ALTER TABLE orders DROP COLUMN code CASCADE",
  "ALTER TABLE orders ADD COLUMN pause interval(3)",
])("repeats what an operation of Alembic would lose: %s", (sql) => {
  const [said] = saidOfSql("MS273", `${sql}; CREATE INDEX ix ON users (id)`);
  expect(said).toContain(`op.execute(${JSON.stringify(sql)})`);
});

describe("a recipe that leads to no other finding", () => {
  it("sets the timeout of an autocommit block without LOCAL", () => {
    const [said] = saidOfSql("MS270", {
      sql: "ALTER TABLE items ADD COLUMN k int",
      autocommit: true,
      lockTimeout: false,
    });
    expect(said).not.toContain("SET LOCAL");
    expect(said).toContain('        op.execute("RESET lock_timeout")');
  });

  it("proves that the DEFAULT partition has no row of a new one", () => {
    const setup =
      "CREATE TABLE events (at date) PARTITION BY RANGE (at); CREATE TABLE events_default PARTITION OF events DEFAULT";
    const sql = "CREATE TABLE e27 PARTITION OF events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')";
    const [said] = saidOfSql("MS291", { sql, setup });
    expect(said).toContain('op.create_check_constraint("events_default_bound", "events_default", ');
    expect(said).toContain(
      'op.execute("ALTER TABLE events_default VALIDATE CONSTRAINT events_default_bound")',
    );
  });
});
