import type { StatementTrace } from "../trace/statement-trace.ts";
import type { Node } from "./tree.ts";

/** What a parser made of one SQL text. */
export type ParsedSql =
  | { readonly kind: "tree"; readonly node: Node }
  | {
      readonly kind: "error";
      readonly message: string;
      /** Characters before the place in the statement. */
      readonly position: number;
    };

/** One SQL statement, as it was executed, and where it came from. */
export interface LintStatement {
  readonly sql: string;
  readonly parsed: ParsedSql;
  /** Names that the server cuts to 63 bytes, as written. */
  readonly longNames: readonly string[];
  /** Null in SQL files and for what Alembic does outside revisions. */
  readonly revision: string | null;
  readonly direction: "upgrade" | "downgrade";
  /** Of the operation that emitted it; null where nobody knows. */
  readonly file: string | null;
  readonly line: number | null;
  /** `file:line` where a helper outside of the revision called the operation; null: the revision did. */
  readonly via: string | null;
  /** Statements with the same number and revision share a transaction; null: autocommit, a transaction of its own. */
  readonly transaction: number | null;
  /** Alembic's own record in the version table. */
  readonly bookkeeping: boolean;
  /** Null where nothing was measured. */
  readonly trace: StatementTrace | null;
}
