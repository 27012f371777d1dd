import type { FindingDraft } from "@migrun/core";
import type { BridgeError, RecordedStatement } from "../bridge/protocol.ts";
import { failureOutcome } from "./bridge-failure.ts";
import type { SqlRange } from "../run/sql-range.ts";
import { done, skipped, type CheckContext, type CheckOutcome } from "./check-context.ts";
import type { Upgraded } from "./upgrade.ts";

/** The SQL that a reviewer should see, and where it is from. */
export interface SqlPreview {
  readonly source: "offline" | "recorded";
  /** Null for the only engine; the engine's name in a multidb env.py. */
  readonly parts: readonly { readonly engine: string | null; readonly sql: string }[];
}

/** From offline mode; where that breaks, from what the upgrade really sent (and MX907 says at which revision). */
export async function checkSql(
  context: CheckContext,
  range: SqlRange,
  upgraded: Upgraded | null,
): Promise<{ readonly outcome: CheckOutcome; readonly preview: SqlPreview | null }> {
  if (range.kind === "unknown") return { outcome: skipped(range.reason), preview: null };
  const recorded = (): SqlPreview["parts"] =>
    upgraded === null ? [] : recordedParts(upgraded, new Set(context.history.revisionsAfter(range.rows)));
  if (range.rows.length > 1) {
    // Alembic's offline mode begins at one revision only.
    if (upgraded === null)
      return {
        outcome: skipped("the history had several heads there, and the upgrade failed"),
        preview: null,
      };
    const parts = recorded();
    return { outcome: done([], factsOf("recorded", parts)), preview: { source: "recorded", parts } };
  }
  const result = await context.bridge.request(
    "offline",
    { from: range.rows[0] ?? null, to: "heads" },
    context.request,
  );
  if (result.ok) {
    const parts = result.value.outputs.map((one) => ({ engine: one.engineName, sql: one.sql }));
    return { outcome: done([], factsOf("offline", parts)), preview: { source: "offline", parts } };
  }
  const { error } = result;
  if (error.kind === "cancelled" || error.kind === "internal" || error.kind === "timed-out") {
    return { outcome: failureOutcome(error, "sql", context), preview: null };
  }
  if (upgraded === null) return { outcome: done([offlineBreaks(error, context)]), preview: null };
  const parts = recorded();
  return {
    outcome: done([offlineBreaks(error, context)], factsOf("recorded", parts)),
    preview: { source: "recorded", parts },
  };
}

function offlineBreaks(error: BridgeError, context: CheckContext): FindingDraft {
  const frame =
    error.frames.findLast((one) => one.file === context.history.fileOf(error.revision)) ??
    error.frames.at(-1);
  const where = error.revision === null ? "env.py" : `revision ${error.revision}`;
  const place =
    frame ?? (error.revision === null ? null : context.history.placeOf(error.revision, "upgrade"));
  return {
    code: "MX907",
    revision: error.revision,
    file: place === null ? null : context.show(place.file),
    line: place?.line ?? null,
    message: `\`${context.alembic} upgrade heads --sql\` breaks at ${where}: ${error.message || error.exception}`,
    hint:
      "Guard what reads from the database with `if not context.is_offline_mode():`, or write it as one SQL statement. " +
      "The SQL shown instead is what the upgrade of an empty database sent: where it depends on data, production may see other statements.",
  };
}

function factsOf(
  source: SqlPreview["source"],
  parts: SqlPreview["parts"],
): Readonly<Record<string, unknown>> {
  const text = parts.map((part) => part.sql).join("\n");
  return {
    source,
    lines: text === "" ? 0 : text.trimEnd().split("\n").length,
    bytes: Buffer.byteLength(text),
  };
}

/** What was sent, per database, with its values and a comment before each revision. */
function recordedParts(upgraded: Upgraded, wanted: ReadonlySet<string>): SqlPreview["parts"] {
  const sent = upgraded.statements.filter(
    (one) => one.revision !== null && one.direction === "upgrade" && wanted.has(one.revision),
  );
  const readers = new Set(sent.filter(readsData).map((one) => one.revision));
  const databases = [...new Set(sent.map((one) => one.database))];
  const engines = new Map(upgraded.runs.map((run) => [run.database, run.engineName]));
  return databases.map((database) => {
    let current: string | null = null;
    const lines: string[] = [];
    for (const one of sent.filter((other) => other.database === database)) {
      if (one.revision !== current) {
        const mark = readers.has(one.revision) ? "recorded, depends on data" : "recorded";
        lines.push(`-- Revision ${one.revision} (${mark})`, "");
      }
      current = one.revision;
      lines.push(`${one.sql.trim().replace(/;$/, "")};`, "");
    }
    return {
      engine: databases.length > 1 ? (engines.get(database) ?? database) : null,
      sql: lines.join("\n"),
    };
  });
}

/** Python that reads may send other statements where other rows are. */
function readsData(statement: RecordedStatement): boolean {
  return !statement.bookkeeping && /^\s*(?:SELECT|WITH|TABLE|VALUES|SHOW|FETCH)\b/iu.test(statement.sql);
}
