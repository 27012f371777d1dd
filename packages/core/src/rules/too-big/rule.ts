import { defineRule } from "../define-rule.ts";
import { exampleDoing } from "../example-files.ts";
import { createdTables, judgeBody, operationsUp } from "../judge-body.ts";
import { counted, listed } from "../words.ts";

/** More tables that are in use than one transaction should lock. */
const MOST_TABLES = 5;
/** More statements on tables in use than anybody reviews at once. */
const MOST_STATEMENTS = 30;

const altered = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `op.add_column('t${index}', sa.Column('a', sa.Text))`);

/** A revision that does too much at once to tables that are in use. */
export const tooBig = defineRule({
  code: "MF124",
  name: "too-big",
  severity: "notice",
  judges: "file",
  docs: {
    what: `A revision changes more than ${MOST_TABLES} existing tables, or them by more than ${MOST_STATEMENTS} operations.`,
    why: "Its transaction keeps the locks on all of them until the last statement is done, and a failure of one undoes all.",
    fix: "Split it into revisions that each change what belongs together.",
  },
  examples: {
    bad: [
      exampleDoing({ up: altered(6) }),
      exampleDoing({
        up: Array.from({ length: 31 }, (_, index) => `op.add_column('t', sa.Column('c${index}', sa.Text))`),
      }),
    ],
    good: [
      exampleDoing({ up: altered(5) }),
      // New tables are locked for nobody.
      exampleDoing({
        up: Array.from(
          { length: 40 },
          (_, index) => `op.create_table('t${index}', sa.Column('id', sa.Integer))`,
        ),
      }),
    ],
  },
  check: judgeBody(({ body, revision, at }) => {
    const operations = operationsUp(body).filter(
      ({ name }) => name !== "create_table" && name !== "bulk_insert",
    );
    const created = createdTables(operationsUp(body));
    const onExisting = operations.filter(({ table, name }) =>
      table === null ? name === "execute" : !created.has(table),
    );
    const tables = [...new Set(onExisting.flatMap(({ table }) => table ?? []))];
    const [first] = onExisting;
    if (first === undefined) return [];
    if (tables.length <= MOST_TABLES && onExisting.length <= MOST_STATEMENTS) return [];
    const shown =
      tables.length > 8 ? `${tables.slice(0, 8).join(", ")} and ${tables.length - 8} more` : listed(tables);
    return [
      {
        ...at(first.call),
        message: `Revision ${revision.id} does ${counted(onExisting.length, "operation")} on ${counted(tables.length, "existing table")}${tables.length === 0 ? "" : ` (${shown})`}: its locks are held until the last one is done.`,
        hint: "Split it: one revision for each table, or for what has to change together. Alembic gives each its own transaction with `transaction_per_migration=True`.",
      },
    ];
  }),
});
