import * as v from "valibot";
import type { Closed, Same } from "../report/same-type.ts";
import { LIVE_STATES } from "./judge-rows.ts";
import type { StatusDocument, VerifyDocument } from "./live-status.ts";

const text = v.string();
const ids = v.array(text);
const status = {
  name: text,
  state: v.picklist(LIVE_STATES),
  current: ids,
  expected: ids,
  pending: ids,
  reason: v.nullable(text),
};

/** What `migrun status --format json` prints, as a schema: `status.v1.json` is generated from it. */
export const StatusSchema = v.looseObject({
  $schema: text,
  schemaVersion: v.literal(1),
  targets: v.array(v.looseObject(status)),
});

/** What `migrun verify --format json` prints, as a schema: `verify.v1.json` is generated from it. */
export const VerifySchema = v.looseObject({
  $schema: text,
  schemaVersion: v.literal(1),
  ok: v.boolean(),
  targets: v.array(
    v.looseObject({
      ...status,
      ok: v.boolean(),
      invalidIndexes: ids,
      unvalidatedConstraints: ids,
      failedAssertions: v.array(
        v.looseObject({
          file: text,
          line: v.number(),
          rows: v.nullable(v.number()),
          message: v.nullable(text),
        }),
      ),
    }),
  ),
});

// A field that is added to a type and not to its schema, or the reverse, breaks the build here.
const agreements: readonly true[] = [
  true satisfies Same<Closed<v.InferOutput<typeof StatusSchema>>, Closed<StatusDocument>>,
  true satisfies Same<Closed<v.InferOutput<typeof VerifySchema>>, Closed<VerifyDocument>>,
];
void agreements;
