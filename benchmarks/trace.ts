/**
 * What trace mode costs: the same new revisions upgraded with and without it, on a schema of 40 tables with next to
 * no rows, as in a check, from the end of the last released revision to the answer. Pairs in turns, medians.
 */
import { loadavg } from "node:os";
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
import { describeMachine, median, processFamily, processorTime, renderTable } from "./machine.ts";

const TURNS = 11;
const TABLES = 40;
const ROWS = 10;
/** Long enough to find the processes of a turn; it costs no processor time. */
const SLEEP_S = 0.2;

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
  ["migrations/versions/s.py", revision("s", "a", "pass")],
  // Its end is the beginning: what tracing does before the first new revision counts.
  ["migrations/versions/b.py", revision("b", "s", `__import__("time").sleep(${SLEEP_S})`)],
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

interface Cost {
  /** From the end of the last released revision to the answer that tells all of the new ones. */
  readonly revisions: number;
  /** Of the whole request: env.py, the connection, all revisions, and what the bridge makes of them. */
  readonly request: number;
  /** Processor time of the revisions, in all processes; null: the system does not tell. */
  readonly processor: number | null;
}

const costs: Record<"plain" | "traced", Cost[]> = { plain: [], traced: [] };
for (let turn = 0; turn <= TURNS; turn += 1) {
  const plain = await upgrade(`p${turn}`, []);
  const traced = await upgrade(`t${turn}`, ids);
  // The first turn fills the caches.
  if (turn === 0) continue;
  costs.plain.push(plain);
  costs.traced.push(traced);
}
const rows = (["revisions", "request", "processor"] as const).flatMap((what) => {
  const [plain, traced] = [costs.plain, costs.traced].map((all) =>
    median(all.flatMap((one) => one[what] ?? [])),
  );
  if (plain === undefined || traced === undefined || Number.isNaN(plain)) return [];
  // Of each pair, so that both have seen the same load.
  const ratio = median(costs.plain.map((one, at) => (costs.traced[at]?.[what] ?? 0) / (one[what] ?? 1)));
  return [{ what, plain, traced, ratio }];
});
const load = loadavg()[0] ?? 0;
if (process.argv.includes("--json")) {
  console.log(
    JSON.stringify({ machine: describeMachine(), load, turns: TURNS, milliseconds: rows }, null, 2),
  );
} else {
  const words = {
    revisions: "new revisions",
    request: "whole request",
    processor: "processor time of the revisions",
  };
  const table = rows.map(({ what, plain, traced, ratio }) => [
    words[what],
    `${plain.toFixed(1)} ms`,
    `traced ${traced.toFixed(1)} ms`,
    `${ratio.toFixed(2)} ×`,
  ]);
  console.log(renderTable(table));
  console.log(`${describeMachine()}, load ${load.toFixed(1)}`);
  console.log(`${NEW.length} revisions, ${TABLES} tables of ${ROWS} rows, medians of ${TURNS} pairs`);
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

/** What the new revisions cost, with those named traced. */
async function upgrade(name: string, trace: readonly string[]): Promise<Cost> {
  await server.admin.query(`CREATE DATABASE ${name} TEMPLATE released`);
  const given = { kind: "postgres", endpoint: server.endpoint, database: name } as const;
  let family: readonly string[] | null = null;
  const spent = (): number | null => (family === null ? null : processorTime(family));
  let released: Moment | null = null;
  const heard = listen(null, () => given);
  const onEvent: typeof heard.onEvent = (event) => {
    if (event.event !== "revision") return;
    // While the revision sleeps that comes next.
    if (event.revision === "s") family = processFamily();
    if (event.revision === "b") released = { at: performance.now(), spent: spent() };
  };
  await using target = openTarget(bridge, project, { ...heard, onEvent });
  const begun = performance.now();
  const up = await target.request("upgrade", { ...toHeads, trace }, patient());
  if (!up.ok) throw new Error(up.error.message);
  const at = performance.now();
  return costOf({ begun, released, ended: { at, spent: spent() } });
}

interface Moment {
  readonly at: number;
  readonly spent: number | null;
}

function costOf(of: {
  readonly begun: number;
  readonly released: Moment | null;
  readonly ended: Moment;
}): Cost {
  const { begun, released, ended } = of;
  if (released === null) throw new Error("no revision ran");
  const processor = released.spent === null || ended.spent === null ? null : ended.spent - released.spent;
  return { revisions: ended.at - released.at, request: ended.at - begun - SLEEP_S * 1000, processor };
}
