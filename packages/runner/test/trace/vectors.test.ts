import { readFile } from "node:fs/promises";
import { checkLint, isAtLeast, type LintStatement, type LockMode, readSql, SQL_RULES } from "@migrun/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Bridge } from "../../src/bridge/bridge.ts";
import type { RecordedStatement } from "../../src/bridge/protocol.ts";
import { withConnection } from "../../src/database/connect.ts";
import { loadSqlParser } from "../../src/sql/load-sql-parser.ts";
import type { LeasedServer, ServerPool } from "../../src/server/server.ts";
import {
  createProject,
  ENV_PY,
  listen,
  openTarget,
  patient,
  revision,
  testBridge,
  toHeads,
} from "../bridge/project.ts";
import { openPool } from "../server/test-pool.ts";

/** SQL, and what a real server did for it. Relations of schema `public`, tables and views. */
interface Vector {
  readonly id: string;
  readonly sql: readonly string[];
  readonly autocommit: boolean;
  readonly pg: number;
  readonly setup?: readonly string[];
  /** Absent: the fixture. */
  readonly base?: "empty";
  readonly trace?: Measured;
  readonly assume?: { readonly lock_timeout?: boolean; readonly statement_timeout?: boolean };
  readonly fires: readonly string[];
  readonly not: readonly string[];
}

interface Measured {
  /** The strongest of each relation that existed before, from SHARE UPDATE EXCLUSIVE up. */
  readonly locks?: Readonly<Record<string, string>>;
  readonly rewrites?: readonly string[];
  readonly scans?: readonly string[];
}

const RULES = new URL("../../../core/src/rules/", import.meta.url);
const read = (name: string): Promise<string> => readFile(new URL(name, RULES), "utf8");
const vectors = (JSON.parse(await read("sql-vectors.json")) as Vector[]).filter(
  ({ trace }) => trace !== undefined,
);
const fixture = await read("sql-vectors-fixture.sql");

/** In a quick run: every twelfth, and those that are alone with what they do. */
const ALWAYS: ReadonlySet<string> = new Set([
  "tx-control",
  "vacuum-full",
  "rename-table",
  "drop-table-cascade",
  "domain-add-check",
]);
/** Where the text does not show what is locked: a view below a table, a block, a table that only the database knows of. */
const HIDDEN: ReadonlySet<string> = new Set([
  "idx-partitioned-recursive",
  "idx-drop-plain",
  "idx-drop-if-exists",
  "reindex-index",
  "drop-column-cascade",
  "drop-table-cascade",
  "do-block",
  "truncate-cascade",
]);
/** Guesses that are right to be made on a text alone, and that the server did not confirm: here the columns are NOT NULL. */
const TAKEN_BACK: Readonly<Record<string, readonly string[]>> = { "pk-using-index-unknown": ["MS215"] };
const isFull = process.env["MIGRUN_TEST_FULL"] === "1";
const chosen = vectors.filter(({ id, pg }, at) => isFull || (pg === 16 && (at % 12 === 0 || ALWAYS.has(id))));
const env = ENV_PY.replace(
  "target_metadata=target_metadata)\n        with",
  'transaction_per_migration=True, version_table="version")\n        with',
);

let bridge: Bridge;
beforeAll(async () => {
  bridge = await testBridge();
});
afterAll(() => bridge[Symbol.asyncDispose]());

describe.each([...new Set(chosen.map(({ pg }) => pg))])("measured on Postgres %i", (major) => {
  let pool: ServerPool;
  let server: LeasedServer;

  beforeAll(async () => {
    pool = await openPool({ major, size: 1 });
    server = await pool.lease("vectors", new AbortController().signal);
    await server.createDatabase("fixture");
    await run("fixture", [fixture]);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await pool[Symbol.asyncDispose]();
  });

  async function run(database: string, statements: readonly string[]): Promise<void> {
    const ran = await withConnection({ endpoint: server.endpoint, database }, async (connection) => {
      for (const statement of statements) await connection.query(statement);
    });
    if (!ran.ok) throw new Error(ran.error.message);
  }

  test.each(chosen.filter(({ pg }) => pg === major))("$id", async (vector) => {
    const { id, sql, autocommit, setup, base, trace } = vector;
    const database = `v_${id.replaceAll("-", "_")}`.slice(0, 63);
    await server.admin.query(
      `CREATE DATABASE "${database}" TEMPLATE ${base === "empty" ? "template0" : "fixture"}`,
    );
    await run(database, setup ?? []);
    const body = sql.map(
      (one) =>
        `op.get_bind().exec_driver_sql(${JSON.stringify(one)}, execution_options={"no_parameters": True})`,
    );
    await using project = await createProject({
      "migrations/env.py": env,
      "migrations/versions/a.py": revision("a", null, "pass"),
      "migrations/versions/b.py": revision(
        "b",
        "a",
        autocommit
          ? ["with op.get_context().autocommit_block():", ...body.map((line) => `    ${line}`)].join("\n")
          : body.join("\n"),
      ),
    });
    const given = { kind: "postgres", endpoint: server.endpoint, database } as const;
    await using target = openTarget(
      bridge,
      project,
      listen(null, () => given),
    );
    const up = await target.request("upgrade", { ...toHeads, trace: ["b"] }, patient());
    if (!up.ok) throw new Error(`${up.error.message}\n${up.error.statement}`);
    const statements = up.value.statements.filter(
      ({ revision: of, bookkeeping }) => of === "b" && !bookkeeping,
    );
    const { locks = {}, rewrites = [], scans = [] } = trace ?? {};
    const facts = factsOf(statements);
    expect({ locks: facts.locks, rewrites: facts.rewrites }).toEqual({ locks, rewrites });
    // What the server commits by itself may have left its counter before it is read.
    if (statements.some(({ trace: one }) => one?.watched))
      expect(facts.scans).toEqual(expect.arrayContaining([...scans]));
    else expect(facts.scans).toEqual(scans);
    // What was measured takes back no finding that is right, and adds none that is wrong.
    const codes = judged(vector, statements);
    const written = vector.fires.filter((code) => SQL_RULES.some((rule) => rule.code === code));
    expect({
      missing: written.filter((code) => !codes.has(code)),
      wrong: vector.not.filter((code) => codes.has(code)),
      hidden: codes.has("MT310"),
    }).toEqual({ missing: TAKEN_BACK[id] ?? [], wrong: [], hidden: HIDDEN.has(id) });
  });
});

/** As the vectors were measured: on the connection of the statements, all of them together. */
function factsOf(statements: readonly RecordedStatement[]): Measured {
  const locks = new Map<string, LockMode>();
  const [rewrites, scans] = [new Set<string>(), new Set<string>()];
  for (const { trace } of statements) {
    for (const [relation, mode] of trace === null || trace.watched ? [] : Object.entries(trace.locks)) {
      const before = locks.get(bare(relation));
      if (before === undefined || isAtLeast(mode, before)) locks.set(bare(relation), mode);
    }
    for (const relation of trace?.rewrites ?? []) rewrites.add(bare(relation));
    for (const relation of trace?.scans ?? []) scans.add(bare(relation));
  }
  return {
    locks: Object.fromEntries([...locks].map(([relation, mode]) => [relation, `${mode}Lock`])),
    rewrites: [...rewrites].sort(),
    scans: [...scans].sort(),
  };
}

const parser = await loadSqlParser();

/** Codes that lint finds in the statements as they were measured; it knows of the database what it knows in vectors. */
function judged(
  { setup = [], pg, assume }: Vector,
  recorded: readonly RecordedStatement[],
): ReadonlySet<string> {
  const parse = (text: string, one: RecordedStatement | null): LintStatement[] =>
    readSql(parser, text).map(({ sql, parsed, longNames }) => ({
      sql,
      parsed,
      longNames,
      revision: "b",
      direction: "upgrade",
      file: null,
      via: null,
      line: null,
      transaction: one?.transaction ?? null,
      bookkeeping: false,
      trace: one?.trace ?? null,
    }));
  const found = checkLint(
    {
      setup: setup.flatMap((text) => parse(text, null)),
      statements: recorded.flatMap((one) => parse(one.sql, one)),
      postgres: pg,
      assumed: {
        lockTimeout: assume?.lock_timeout ?? true,
        statementTimeout: assume?.statement_timeout ?? true,
      },
    },
    { rules: SQL_RULES, isReported: () => true, isAskedFor: () => true },
  );
  return new Set(found.map(({ code }) => code));
}

function bare(relation: string): string {
  return relation.replace(/^public\./u, "");
}
