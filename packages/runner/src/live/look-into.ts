import { judgeRows, err, ok, type Result, type RevisionGraph, type RowsVerdict } from "@migrun/core";
import type { Connection } from "../database/connect.ts";
import type { LiveFailure, LivePlace } from "./live-place.ts";
import { readLastApplied, readRecord } from "./read-record.ts";
import { readSqliteRows } from "./read-sqlite-rows.ts";
import {
  type FoundVersionTable,
  readVersionTable,
  type VersionTable,
  type WantedTable,
} from "./read-version-table.ts";
import { type LiveLimits, withLiveConnection } from "./with-live-connection.ts";

/** Whose rows are looked for. */
export interface LiveQuestion {
  readonly graph: RevisionGraph;
  /** Null: the files do not tell, and it is looked for. */
  readonly versionTable: WantedTable | null;
}

/** What a look into a live database found. */
export interface LiveLook {
  readonly verdict: RowsVerdict;
  /** Null: there is none. */
  readonly table: VersionTable | null;
  /** When the record says that a revision was last applied. Seconds since 1970; null: nothing tells. */
  readonly appliedAt: number | null;
}

/** Reads the rows of one history in a live database and judges them by its graph. Changes nothing there. */
export async function lookInto(
  place: LivePlace,
  question: LiveQuestion,
  limits: LiveLimits,
): Promise<Result<LiveLook, LiveFailure>> {
  if (place.kind === "sqlite") {
    const rows = await readSqliteRows(place.file, question.versionTable);
    return rows.ok
      ? ok({ verdict: judgeRows(question.graph, rows.value), table: null, appliedAt: null })
      : rows;
  }
  const looked = await withLiveConnection(place, (connection) => judgeLive(connection, question), limits);
  return looked.ok ? looked.value : looked;
}

/** The same on a connection that is open already. */
export async function judgeLive(
  connection: Connection,
  { graph, versionTable }: LiveQuestion,
): Promise<Result<LiveLook, LiveFailure>> {
  const found = await readVersionTable(connection, versionTable, graph);
  switch (found.kind) {
    case "absent":
      return ok({ verdict: judgeRows(graph, []), table: null, appliedAt: null });
    case "found": {
      const { table, rows } = found;
      const isKnown = rows.every((row) => graph.nodes.has(row));
      const record = isKnown ? [] : await readRecord(connection, table);
      const appliedAt = await readLastApplied(connection, table);
      return ok({ verdict: judgeRows(graph, rows, record), table, appliedAt });
    }
    case "not-readable":
    case "ambiguous":
      return err({ kind: "not-readable", message: obstacle(found) });
  }
}

function obstacle(found: Extract<FoundVersionTable, { kind: "not-readable" | "ambiguous" }>): string {
  const named = ({ schema, name }: VersionTable): string => `${schema}.${name}`;
  if (found.kind === "not-readable")
    return `the user may not read ${named(found.table)}: GRANT SELECT on it, and USAGE on its schema`;
  return `several version tables could be meant: ${found.tables.map(named).join(", ")}; name it by version_table and version_table_schema as literals in env.py`;
}
