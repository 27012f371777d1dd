import { statements as readStatements } from "../../packages/core/src/lint/parser.test-data.ts";
import type { LintStatement } from "../../packages/core/src/lint/statement.ts";

/** Before each revision in what Alembic writes offline, and in what migrun recorded. */
const MARK = /^-- (?:Running upgrade .*-> (?<offline>\S+)|Revision (?<recorded>\S+) \(recorded.*\))$/u;

/** Alembic's own record of where it stands, whatever an env.py calls the table. */
const BOOKKEEPING =
  /^(?:INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE|ALTER TABLE)\s+(?:\S+\.)?"?\w*alembic_version/iu;

/** Statements that commit together, in the order of the history. */
export interface Part {
  /** Unique in all histories: `optuna v0.9.0.a`, `optuna v0.9.0.a (2)` after an autocommit block. */
  readonly name: string;
  readonly revision: string;
  readonly inTransaction: boolean;
  /** `line` counts the statements of the history. */
  readonly statements: readonly LintStatement[];
}

/**
 * The SQL of a history as `migrun sql` shows it, revision by revision: each one transaction, but for what is between a
 * COMMIT and the next BEGIN. Without Alembic's bookkeeping, and without what only reads.
 */
export function partsOf(target: string, sql: string): readonly Part[] {
  let line = 0;
  let transaction = 0;
  return revisionsIn(sql).flatMap(({ revision, text }) =>
    splitAtCommits(readStatements([text])).map(({ inTransaction, found }, at) => {
      transaction += 1;
      return {
        name: `${target} ${revision}${at === 0 ? "" : ` (${at + 1})`}`,
        revision,
        inTransaction,
        statements: found.map((one) => ({
          ...one,
          revision,
          file: target,
          line: (line += 1),
          transaction: inTransaction ? transaction : null,
        })),
      };
    }),
  );
}

function revisionsIn(sql: string): readonly { readonly revision: string; readonly text: string }[] {
  const found: { revision: string; lines: string[] }[] = [];
  for (const line of sql.split("\n")) {
    const mark = MARK.exec(line)?.groups;
    const revision = mark?.["offline"] ?? mark?.["recorded"];
    if (revision === undefined) found.at(-1)?.lines.push(line);
    else found.push({ revision, lines: [] });
  }
  return found.map(({ revision, lines }) => ({ revision, text: lines.join("\n") }));
}

function splitAtCommits(
  all: readonly LintStatement[],
): readonly { readonly inTransaction: boolean; readonly found: LintStatement[] }[] {
  const parts = [{ inTransaction: true, found: [] as LintStatement[] }];
  for (const one of all) {
    if (/^(?:BEGIN|COMMIT)$/iu.test(one.sql))
      parts.push({ inTransaction: one.sql.toUpperCase() === "BEGIN", found: [] });
    else if (!BOOKKEEPING.test(one.sql) && !isRead(one)) parts.at(-1)?.found.push(one);
  }
  return parts.filter(({ found }) => found.length > 0);
}

/** Inspectors read the catalog; a function that is called may do anything. */
function isRead({ parsed, sql }: LintStatement): boolean {
  return parsed.kind === "tree" && "SelectStmt" in parsed.node && /\bpg_catalog\./u.test(sql);
}
