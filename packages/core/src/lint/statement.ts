import type { LockMode } from "./locks.ts";
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

/** What the real server did for one statement. */
export interface StatementTrace {
  /** Locks newly taken on relations that existed before: `public.orders` to mode. */
  readonly locks: Readonly<Record<string, LockMode>>;
  /** Existing relations that got a new file. */
  readonly rewrites: readonly string[];
  /** Existing relations that were read from end to end. */
  readonly scans: readonly string[];
  /** Milliseconds of the session's `lock_timeout`; 0: none. */
  readonly lockTimeoutMs: number;
}

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
  /** Statements with the same number and revision share a transaction; null: autocommit, a transaction of its own. */
  readonly transaction: number | null;
  /** Alembic's own record in the version table. */
  readonly bookkeeping: boolean;
  /** Null where nothing was measured. */
  readonly trace: StatementTrace | null;
}
