/**
 * Writes workspaces to measure on: any number of targets, each with as many revisions as wanted,
 * of the kinds that real histories are made of, and with models that match them. The same numbers
 * always give the same files.
 */
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Column, pythonFiles, renderColumn, type Revision, type Table } from "./python-files.ts";

/** What to write, and where. */
export interface WorkspaceSize {
  readonly folder: string;
  readonly targets: readonly string[];
  readonly revisions: number;
  /** Without password and database name: `postgresql+psycopg2://bench@127.0.0.1:5432`. */
  readonly url: string;
}

type Change = Pick<Revision, "message" | "upgrade" | "downgrade">;
type Random = (below: number) => number;

const TYPES: readonly (readonly [type: string, value: string | null])[] = [
  ["sa.Integer()", '"0"'],
  ["sa.BigInteger()", null],
  ["sa.String(80)", '""'],
  ["sa.Text()", null],
  ["sa.Boolean()", 'sa.text("false")'],
  ["sa.Numeric(12, 2)", '"0"'],
  ["sa.DateTime(timezone=True)", 'sa.text("now()")'],
  ["sa.Date()", null],
];

/** Writes the workspace: one `alembic.ini`, and per target an env.py, models and revisions. */
export async function generateWorkspace(size: WorkspaceSize): Promise<void> {
  for (const target of size.targets) {
    const { tables, revisions } = generateHistory(target, size.revisions);
    for (const [path, text] of pythonFiles(target, tables, revisions)) {
      const file = join(size.folder, path);
      await mkdir(join(file, ".."), { recursive: true });
      await writeFile(file, text);
    }
  }
  const sections = size.targets.map(
    (target) =>
      `[${target}]\nscript_location = ${target}/migrations\nsqlalchemy.url = ${size.url}/${target}\n`,
  );
  const shared = "[DEFAULT]\nprepend_sys_path = .\npath_separator = os\n";
  await writeFile(join(size.folder, "alembic.ini"), [shared, ...sections].join("\n"));
}

/** The history of one target, and the tables that it ends with. */
export function generateHistory(
  target: string,
  count: number,
): { tables: readonly Table[]; revisions: readonly Revision[] } {
  const random = createRandom(target);
  const tables: Table[] = [];
  const revisions: Revision[] = [];
  for (let index = 0; index < count; index += 1) {
    const down = revisions.at(-1)?.id ?? null;
    const id = createHash("sha256").update(`${target}${index}`).digest("hex").slice(0, 12);
    revisions.push({ id, down, ...nextChange(tables, index, random) });
  }
  return { tables, revisions };
}

function nextChange(tables: Table[], index: number, random: Random): Change {
  if (index % 4 === 0) return createTable(tables, random);
  const table = pick(tables, random);
  const kinds = [addColumn, addColumn, addColumn, addIndex, addUnique, addCheck, widen];
  return pick(kinds, random)(table, index, random);
}

function createTable(tables: Table[], random: Random): Change {
  const name = `table_${tables.length + 1}`;
  const columns: Column[] = [{ name: "id", type: "sa.BigInteger()", nullable: false, default: null }];
  const count = 4 + random(5);
  for (let number = 1; number <= count; number += 1) columns.push(createColumn(number, random));
  const extras = [`sa.PrimaryKeyConstraint("id", name="pk_${name}")`];
  if (tables.length > 0) {
    const parent = pick(tables, random).name;
    columns.push({ name: "parent_id", type: "sa.BigInteger()", nullable: true, default: null });
    extras.push(`sa.ForeignKeyConstraint(["parent_id"], ["${parent}.id"], name="fk_${name}_parent_id")`);
  }
  tables.push({ name, columns, extras });
  const parts = [...columns.map(renderColumn), ...extras].map((part) => `    ${part},`);
  return {
    message: `Create ${name}`,
    upgrade: ["op.create_table(", `    "${name}",`, ...parts, ")"],
    downgrade: [`op.drop_table("${name}")`],
  };
}

function addColumn(table: Table, index: number, random: Random): Change {
  const column = createColumn(100 + index, random);
  table.columns.push(column);
  return {
    message: `Add ${column.name} to ${table.name}`,
    upgrade: [`op.add_column("${table.name}", ${renderColumn(column)})`],
    downgrade: [`op.drop_column("${table.name}", "${column.name}")`],
  };
}

function addIndex(table: Table, index: number, random: Random): Change {
  const name = `ix_${table.name}_${index}`;
  const column = pick(table.columns.slice(1), random).name;
  table.extras.push(`sa.Index("${name}", "${column}", "id")`);
  return {
    message: `Index ${table.name} by ${column}`,
    upgrade: [`op.create_index("${name}", "${table.name}", ["${column}", "id"])`],
    downgrade: [`op.drop_index("${name}", table_name="${table.name}")`],
  };
}

function addUnique(table: Table, index: number, random: Random): Change {
  const name = `uq_${table.name}_${index}`;
  const column = pick(table.columns.slice(1), random).name;
  table.extras.push(`sa.UniqueConstraint("id", "${column}", name="${name}")`);
  return {
    message: `Make ${column} of ${table.name} unique`,
    upgrade: [`op.create_unique_constraint("${name}", "${table.name}", ["id", "${column}"])`],
    downgrade: [`op.drop_constraint("${name}", "${table.name}", type_="unique")`],
  };
}

function addCheck(table: Table, index: number): Change {
  const name = `ck_${table.name}_${index}`;
  table.extras.push(`sa.CheckConstraint("id > ${-index}", name="${name}")`);
  return {
    message: `Check ids of ${table.name}`,
    upgrade: [`op.create_check_constraint("${name}", "${table.name}", "id > ${-index}")`],
    downgrade: [`op.drop_constraint("${name}", "${table.name}", type_="check")`],
  };
}

function widen(table: Table, index: number, random: Random): Change {
  const column = table.columns.find((one) => one.type.startsWith("sa.String("));
  if (column === undefined) return addColumn(table, index, random);
  const before = column.type;
  column.type = `sa.String(${80 + index})`;
  const alter = (from: string, to: string) =>
    `op.alter_column("${table.name}", "${column.name}", existing_type=${from}, type_=${to})`;
  return {
    message: `Widen ${column.name} of ${table.name}`,
    upgrade: [alter(before, column.type)],
    downgrade: [alter(column.type, before)],
  };
}

function createColumn(number: number, random: Random): Column {
  const [type, value] = pick(TYPES, random);
  return { name: `column_${number}`, type, nullable: value === null, default: value };
}

function pick<T>(from: readonly T[], random: Random): T {
  const one = from[random(from.length)];
  if (one === undefined) throw new Error("nothing to pick from");
  return one;
}

/** A linear congruential generator: no quality is needed, sameness is. */
function createRandom(seed: string): Random {
  let state = createHash("sha256").update(seed).digest().readUInt32LE(0);
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
