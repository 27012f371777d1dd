import * as v from "valibot";
import { CHECK_IDS } from "../findings/finding.ts";
import type { CheckReport, Report, TargetReport } from "./report.ts";
import type { Finding } from "../findings/finding.ts";
import type { GraphDocument } from "../graph-document/graph-document.ts";
import type { Closed, Same } from "./same-type.ts";

// Objects are open: fields may be added to the report within a major, and what reads it must bear that.

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const milliseconds = v.pipe(v.number(), v.minValue(0));
const text = v.string();
const textOrNull = v.nullable(text);
const place = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1)));
const status = v.picklist(["passed", "failed", "error", "skipped"]);

const suppression = v.looseObject({
  kind: v.picklist(["config", "source", "baseline"]),
  reason: text,
  until: textOrNull,
});

/** One finding, in every document that has some. */
export const findingSchema = v.looseObject({
  code: v.pipe(text, v.regex(/^(?:[A-Z]{2}\d{3}|MIGRUN_[A-Z_]+)$/)),
  rule: text,
  check: v.nullable(v.picklist(CHECK_IDS)),
  severity: v.picklist(["error", "warning", "notice"]),
  message: text,
  hint: textOrNull,
  object: textOrNull,
  revision: textOrNull,
  file: textOrNull,
  line: place,
  column: place,
  fingerprint: text,
  suppressed: v.nullable(suppression),
});

const check = v.looseObject({
  id: v.picklist(CHECK_IDS),
  status,
  durationMs: milliseconds,
  reason: textOrNull,
  data: v.record(text, v.unknown()),
});

const target = v.looseObject({
  name: text,
  config: text,
  section: text,
  scriptLocation: text,
  status,
  durationMs: milliseconds,
  revisions: count,
  newRevisions: count,
  heads: v.array(text),
  bases: v.array(text),
  isolation: v.looseObject({
    layers: v.array(text),
    redirected: v.array(v.looseObject({ asked: text })),
  }),
  checks: v.array(check),
  findings: v.array(findingSchema),
});

const entries = v.array(
  v.looseObject({
    target: text,
    code: text,
    revision: textOrNull,
    object: textOrNull,
    file: textOrNull,
    message: textOrNull,
    count,
  }),
);

const baseline = v.looseObject({
  file: text,
  entries: count,
  accepted: count,
  unneeded: entries,
  changes: v.nullable(v.looseObject({ written: v.boolean(), added: entries, removed: entries })),
});

/** The public report as a schema: `report.v1.json` is generated from it, tests hold reports against it. */
export const ReportSchema = v.looseObject({
  $schema: text,
  schemaVersion: v.literal(1),
  ok: v.boolean(),
  exitCode: count,
  command: text,
  startedAt: v.pipe(text, v.isoTimestamp()),
  durationMs: milliseconds,
  versions: v.looseObject({
    migrun: text,
    node: text,
    python: textOrNull,
    alembic: textOrNull,
    sqlalchemy: textOrNull,
    postgres: textOrNull,
  }),
  base: v.looseObject({ ref: textOrNull, commit: textOrNull }),
  baseline: v.nullable(baseline),
  summary: v.looseObject({
    targets: count,
    passed: count,
    failed: count,
    errors: count,
    skipped: count,
    findings: v.looseObject({ error: count, warning: count, notice: count }),
  }),
  problems: v.array(findingSchema),
  targets: v.array(target),
});

const revision = v.looseObject({
  id: text,
  file: text,
  line: v.pipe(v.number(), v.integer(), v.minValue(1)),
  doc: text,
  down: v.array(text),
  dependsOn: v.array(text),
  labels: v.array(text),
  isHead: v.boolean(),
  isNew: v.boolean(),
});

/** What `migrun graph --format json` prints, as a schema: `graph.v1.json` is generated from it. */
export const GraphSchema = v.looseObject({
  $schema: text,
  schemaVersion: v.literal(1),
  base: v.looseObject({ ref: textOrNull, commit: textOrNull }),
  problems: v.array(findingSchema),
  targets: v.array(
    v.looseObject({
      name: text,
      config: text,
      section: text,
      scriptLocation: text,
      heads: v.array(text),
      bases: v.array(text),
      branchPoints: v.array(text),
      mergePoints: v.array(text),
      order: v.array(text),
      revisions: v.array(revision),
      problems: v.array(findingSchema),
    }),
  ),
});

type Described<S extends v.GenericSchema> = Closed<v.InferOutput<S>>;

// A field that is added to a type and not to its schema, or the reverse, breaks the build here.
const agreements: readonly true[] = [
  true satisfies Same<Described<typeof ReportSchema>, Closed<Report>>,
  true satisfies Same<Described<typeof target>, Closed<TargetReport>>,
  true satisfies Same<Described<typeof check>, Closed<CheckReport>>,
  true satisfies Same<Described<typeof findingSchema>, Closed<Finding>>,
  true satisfies Same<Described<typeof GraphSchema>, Closed<GraphDocument>>,
];
void agreements;
