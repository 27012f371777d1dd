/**
 * What trace mode costs: the same new revisions upgraded with and without it, on a schema of 40 tables with next to
 * no rows, as in a check, from the end of the last released revision to the end of the last new one. In turns, medians.
 */
import { withConnection } from "../packages/runner/src/database/connect.ts";
import {
  createProject,
  listen,
  openTarget,
  patient,
  revision,
  testBridge,
  toHeads,
} from "../packages/runner/test/bridge/project.ts";
import { openPool } from "../packages/runner/test/server/test-pool.ts";
import { describeMachine, median, renderTable } from "./machine.ts";

const TURNS = 11;
const TABLES = 40;
const ROWS = 10;

/** What ordinary revisions do, the second half on the same tables again. */
const NEW: readonly string[] = [
  'op.add_column("t1", sa.Column("tax", sa.Numeric(10, 2)))',
  'op.create_index("ix_t2_name", "t2", ["name"])',
  'op.create_foreign_key("fk_t3", "t3", "t4", ["other"], ["id"])',
  'op.alter_column("t5", "name", nullable=False)',
  'op.create_table("n1", sa.Column("id", sa.BigInteger, primary_key=True), sa.Column("t", sa.BigInteger, sa.ForeignKey("t6.id")))\nop.create_index("ix_n1", "n1", ["t"])',
  `op.execute("UPDATE t7 SET name = 'x' || id WHERE other > 100")`,
  'op.alter_column("t8", "other", type_=sa.BigInteger)',
  'op.drop_column("t9", "note")\nop.drop_table("t10")',
  'op.create_unique_constraint("uq_t11", "t11", ["name"])\nop.create_check_constraint("ck_t11", "t11", "id > 0")',
  'n = sa.table("n1", sa.column("id"))\nop.bulk_insert(n, [{"id": number} for number in range(200)])',
];

const RELEASED = `
for number in range(1, ${TABLES + 1}):
    op.create_table("t%d" % number, sa.Column("id", sa.BigInteger, primary_key=True), sa.Column("name", sa.Text),
        sa.Column("other", sa.Integer), sa.Column("note", sa.Text))
    op.execute("INSERT INTO t%d SELECT n, n::text, n FROM generate_series(1, ${ROWS}) n" % number)
`;

const ids = NEW.map((_, at) => `n${at}`);
const files = Object.fromEntries([
  ["migrations/versions/a.py", revision("a", null, RELEASED)],
  // Its end is the beginning: what tracing does before the first new revision counts.
  ["migrations/versions/b.py", revision("b", "a", "pass")],
  ...NEW.map((body, at) => [
    `migrations/versions/n${at}.py`,
    revision(`n${at}`, at === 0 ? "b" : `n${at - 1}`, body),
  ]),
]) as Readonly<Record<string, string>>;

await using bridge = await testBridge();
await using project = await createProject(files);
await using pool = await openPool({ size: 1 });
await using server = await pool.lease("benchmark", new AbortController().signal);
await prepare();

const times: Record<"plain" | "traced", number[]> = { plain: [], traced: [] };
for (let turn = 0; turn <= TURNS; turn += 1) {
  const plain = await upgrade(`p${turn}`, []);
  const traced = await upgrade(`t${turn}`, ids);
  // The first turn fills the caches.
  if (turn === 0) continue;
  times.plain.push(plain);
  times.traced.push(traced);
}
const [plainMs, tracedMs] = [median(times.plain), median(times.traced)];
const ratio = tracedMs / plainMs;
if (process.argv.includes("--json")) {
  console.log(
    JSON.stringify(
      { machine: describeMachine(), turns: TURNS, milliseconds: { plain: plainMs, traced: tracedMs }, ratio },
      null,
      2,
    ),
  );
} else {
  const row = (name: string, time: number): string[] => [
    name,
    `${time.toFixed(1)} ms`,
    `${(time / plainMs).toFixed(2)} ×`,
  ];
  console.log(renderTable([row(`${NEW.length} new revisions`, plainMs), row("traced", tracedMs)]));
  console.log(`${describeMachine()}; ${TABLES} tables of ${ROWS} rows, medians of ${TURNS} turns`);
}

/** The released state, made once: each turn begins with a copy. */
async function prepare(): Promise<void> {
  await server.createDatabase("released");
  const given = { kind: "postgres", endpoint: server.endpoint, database: "released" } as const;
  await using target = openTarget(
    bridge,
    project,
    listen(null, () => given),
  );
  const up = await target.request("upgrade", { ...toHeads, to: "a" }, patient());
  if (!up.ok) throw new Error(up.error.message);
  const analyzed = await withConnection({ endpoint: server.endpoint, database: "released" }, (one) =>
    one.query("ANALYZE"),
  );
  if (!analyzed.ok) throw new Error(analyzed.error.message);
}

/** Milliseconds of the new revisions, from the begin of the first to the end of the last. */
async function upgrade(name: string, trace: readonly string[]): Promise<number> {
  await server.admin.query(`CREATE DATABASE ${name} TEMPLATE released`);
  const given = { kind: "postgres", endpoint: server.endpoint, database: name } as const;
  const ended: number[] = [];
  const heard = listen(null, () => given);
  const onEvent: typeof heard.onEvent = (event) => {
    if (event.event === "revision") ended.push(performance.now());
  };
  await using target = openTarget(bridge, project, { ...heard, onEvent });
  const up = await target.request("upgrade", { ...toHeads, trace }, patient());
  if (!up.ok) throw new Error(up.error.message);
  const [first] = ended;
  const last = ended.at(-1);
  if (first === undefined || last === undefined) throw new Error("no revision ran");
  return last - first;
}
