import * as v from "valibot";
import { compareCodePoints } from "../text/compare-code-points.ts";
import { findingKey } from "./finding-key.ts";

/** The name of the file, where the configuration names none. */
export const BASELINE_FILE = "migrun-baseline.json";

/** The version of the file's format that is written, and the newest that is read. */
export const BASELINE_VERSION = 1;

/** The JSON Schema that a baseline names; it ships as `schemas/baseline.v1.json` of the package. */
export const BASELINE_SCHEMA_ID = "urn:migrun:schemas/baseline.v1.json";

const said = (what: string) =>
  v.pipe(v.string("text"), v.nonEmpty("text that is not empty"), v.description(what));

const entry = v.strictObject(
  {
    target: said("Name of the target."),
    code: said("Code of the finding."),
    revision: v.optional(said("Its revision, where it has one.")),
    object: v.optional(said("Its object, where it has one: table:public.orders.")),
    file: v.optional(
      said("Its file, from the folder of the configuration, where it has neither revision nor object."),
    ),
    message: v.optional(said("Its message, where it has neither revision nor object.")),
    count: v.optional(
      v.pipe(
        v.number("a whole number"),
        v.integer("a whole number"),
        v.minValue(2, "at least 2"),
        v.description("How many findings that are the same in all of this; 1 where it is left out."),
      ),
    ),
  },
  "an entry with target and code",
);

/** What a baseline file holds. The published JSON Schema is generated from this. */
export const BaselineSchema = v.strictObject(
  {
    $schema: v.optional(
      v.pipe(v.string("text"), v.description("The JSON Schema of this file, for editors.")),
    ),
    version: v.pipe(
      v.literal(BASELINE_VERSION, String(BASELINE_VERSION)),
      v.description("Version of the format."),
    ),
    accepted: v.pipe(
      v.array(entry, "a list of entries"),
      v.description("Findings that do not count, one an entry."),
    ),
  },
  "keys and values",
);

/** Findings that are accepted as they are: all with the same target, code, revision and object. Never by line: code moves. */
export interface BaselineEntry {
  readonly target: string;
  readonly code: string;
  readonly revision: string | null;
  readonly object: string | null;
  /** Only where it names neither revision nor object. From the folder of the configuration, with `/`. */
  readonly file: string | null;
  /** As `file`. */
  readonly message: string | null;
  /** How many findings; 1 and more. */
  readonly count: number;
}

/** What makes two entries, and a finding and its entry, the same. */
export function entryKey(one: Omit<BaselineEntry, "count">): string {
  return findingKey({ ...one, message: one.message ?? "" });
}

/** An entry in words: `users MF103 revision a1`. */
export function entryWords({ target, code, revision, object, file, count }: BaselineEntry): string {
  const what = object ?? (revision === null ? file : `revision ${revision}`);
  return [target, code, ...(what === null ? [] : [what]), ...(count > 1 ? [`(${count})`] : [])].join(" ");
}

/** Entries in the order of the file: by target, code, revision, object. */
export function sortEntries(entries: readonly BaselineEntry[]): readonly BaselineEntry[] {
  const parts = ({ target, code, revision, object, file, message }: BaselineEntry) =>
    [target, code, revision, object, file, message].map((part) => part ?? "");
  return entries.toSorted((a, b) => {
    const [left, right] = [parts(a), parts(b)];
    return (
      left.map((part, index) => compareCodePoints(part, right[index] ?? "")).find((order) => order !== 0) ?? 0
    );
  });
}

/** The text of a baseline file: an entry a line, so that a change is a line in review. */
export function renderBaseline(entries: readonly BaselineEntry[]): string {
  const lines = sortEntries(entries).map((one) => `    ${renderEntry(one)}`);
  const list = lines.length === 0 ? "[]" : `[\n${lines.join(",\n")}\n  ]`;
  return `{\n  "$schema": ${JSON.stringify(BASELINE_SCHEMA_ID)},\n  "version": ${BASELINE_VERSION},\n  "accepted": ${list}\n}\n`;
}

function renderEntry({ count, ...facts }: BaselineEntry): string {
  const known = Object.entries({ ...facts, count: count === 1 ? null : count }).filter(
    ([, value]) => value !== null,
  );
  return `{ ${known.map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`).join(", ")} }`;
}
