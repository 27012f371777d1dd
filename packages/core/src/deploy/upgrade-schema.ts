import * as v from "valibot";
import { UPGRADE_STATUSES, type UpgradeDocument } from "./upgrade-document.ts";

const text = v.string();
const textOrNull = v.nullable(text);
const count = v.pipe(v.number(), v.minValue(0));
const faults = v.array(v.looseObject({ name: text, table: text }));
const holder = v.looseObject({
  pid: v.number(),
  application: text,
  client: text,
  seconds: v.number(),
  state: text,
});

const target = v.looseObject({
  name: text,
  config: text,
  section: text,
  status: v.picklist(UPGRADE_STATUSES),
  exitCode: count,
  durationMs: count,
  database: textOrNull,
  direction: v.picklist(["upgrade", "downgrade"]),
  from: v.nullable(v.array(text)),
  revisions: v.array(
    v.looseObject({ id: text, state: v.picklist(["not-started", "committed", "rolled-back", "unknown"]) }),
  ),
  unit: v.nullable(v.picklist(["revision", "run"])),
  tries: count,
  lockTimeoutRetries: count,
  waitedMs: count,
  settings: v.record(text, text),
  proof: v.nullable(
    v.looseObject({
      rows: v.array(text),
      atTarget: v.boolean(),
      invalidIndexes: v.array(v.looseObject({ name: text, table: text, revision: textOrNull })),
      unvalidatedConstraints: faults,
    }),
  ),
  lost: v.array(text),
  sql: textOrNull,
  problem: v.nullable(
    v.looseObject({
      kind: text,
      message: text,
      hint: text,
      revision: textOrNull,
      file: textOrNull,
      line: v.nullable(v.number()),
      statement: textOrNull,
      sqlState: textOrNull,
      holders: v.array(holder),
    }),
  ),
  notes: v.array(text),
});

/** What `migrun upgrade --format json` prints, as a schema: `upgrade.v1.json` is generated from it. */
export const UpgradeSchema = v.looseObject({
  $schema: text,
  schemaVersion: v.literal(1),
  command: v.literal("upgrade"),
  ok: v.boolean(),
  exitCode: count,
  dryRun: v.boolean(),
  runId: text,
  startedAt: text,
  durationMs: count,
  summary: v.looseObject({ targets: count, ...v.entriesFromList(UPGRADE_STATUSES, count) }),
  targets: v.array(target),
});

// A document that the schema does not describe breaks the build here.
const agreement = (document: UpgradeDocument): v.InferInput<typeof UpgradeSchema> =>
  document as typeof document & v.InferInput<typeof UpgradeSchema>;
void agreement;
