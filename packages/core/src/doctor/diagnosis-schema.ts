import * as v from "valibot";
import { findingSchema } from "../report/report-schema.ts";
import type { Closed, Same } from "../report/same-type.ts";
import type { Diagnosis } from "./diagnosis.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const text = v.string();
const textOrNull = v.nullable(text);
const line = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1)));

const variable = v.looseObject({
  name: text,
  from: text,
  file: textOrNull,
  line,
  given: textOrNull,
});

const python = v.looseObject({
  found: v.boolean(),
  path: textOrNull,
  source: textOrNull,
  version: textOrNull,
  alembic: textOrNull,
  sqlalchemy: textOrNull,
  drivers: v.array(v.looseObject({ name: text, version: text })),
  tried: v.array(v.looseObject({ path: text, source: text, reason: text })),
});

const target = v.looseObject({
  name: text,
  config: text,
  section: text,
  scriptLocation: text,
  cwd: v.looseObject({ path: text, from: text }),
  history: v.looseObject({
    revisions: count,
    heads: v.array(text),
    declared: v.nullable(v.union([count, v.array(text)])),
    needsPython: count,
  }),
  database: v.looseObject({ url: textOrNull, variables: v.array(variable) }),
  required: v.array(variable),
  versionTable: v.nullable(v.looseObject({ name: text, schema: textOrNull, from: text })),
  python,
  server: v.looseObject({
    kind: v.picklist(["embedded", "given", "none"]),
    version: textOrNull,
    ready: v.boolean(),
    state: text,
  }),
});

/** The document of `migrun doctor` as a schema: `doctor.v1.json` is generated from it. */
export const DiagnosisSchema = v.looseObject({
  $schema: text,
  schemaVersion: v.literal(1),
  ok: v.boolean(),
  exitCode: count,
  versions: v.looseObject({
    migrun: text,
    node: text,
    python: textOrNull,
    alembic: textOrNull,
    sqlalchemy: textOrNull,
    postgres: textOrNull,
  }),
  repository: v.looseObject({
    root: textOrNull,
    base: v.looseObject({ ref: textOrNull, commit: textOrNull, reason: textOrNull }),
    config: v.array(text),
    ci: v.array(v.looseObject({ system: text, file: text })),
  }),
  isolation: v.looseObject({
    layers: v.array(text),
    strict: v.looseObject({ available: v.nullable(v.boolean()), reason: textOrNull }),
  }),
  summary: v.looseObject({
    targets: count,
    passedOver: count,
    problems: count,
    mistakes: v.looseObject({ error: count, warning: count, notice: count }),
  }),
  problems: v.array(findingSchema),
  targets: v.array(target),
  passedOver: v.array(v.looseObject({ file: text, section: textOrNull, reason: text })),
  mistakes: v.array(findingSchema),
  fix: v.nullable(
    v.looseObject({
      written: v.array(v.looseObject({ file: text, created: v.boolean(), diff: text })),
      left: textOrNull,
    }),
  ),
  next: v.looseObject({ command: text, why: text }),
});

// A field that is added to the type and not to the schema, or the reverse, breaks the build here.
const agreement: true = true satisfies Same<Closed<v.InferOutput<typeof DiagnosisSchema>>, Closed<Diagnosis>>;
void agreement;
