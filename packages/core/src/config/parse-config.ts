import * as v from "valibot";
import { err, ok } from "../result.ts";
import type { Result } from "../result.ts";
import { nearest } from "../text/nearest.ts";
import type { ConfigIssue } from "./config.ts";
import { isRecord, joinPath, plainData } from "./plain-data.ts";
import { ConfigDocumentSchema } from "./schema.ts";
import type { ConfigDocument } from "./schema.ts";

type Key = string | number;

/**
 * Judges the content of one configuration file. All problems are told at once, each with its path; no
 * message repeats a value, which may be a secret.
 */
export function parseConfigDocument(
  content: unknown,
  source: string,
): Result<ConfigDocument, readonly ConfigIssue[]> {
  const plain = plainData(content);
  const misshapen = unknownKeys(ConfigDocumentSchema as unknown as SchemaNode, plain, []);
  const parsed = v.safeParse(ConfigDocumentSchema, plain);
  if (parsed.success && misshapen.length === 0) return ok(parsed.output);
  const wrong = (parsed.issues ?? [])
    .filter((issue) => issue.expected !== "never")
    .flatMap((issue) => deepestIssues(issue, []))
    .filter((issue) => !misshapen.some((outer) => isBelow(issue.path, outer.path)));
  return err([...misshapen, ...wrong].map((issue) => ({ ...issue, path: joinPath(issue.path), source })));
}

/** One line for one problem: `migrun.config.yaml: targets.users.prot: unknown key; did you mean "postgres"?` */
export function formatConfigIssue(issue: ConfigIssue): string {
  const place = issue.path === "" ? issue.source : `${issue.source}: ${issue.path}`;
  return `${place}: ${issue.message}${issue.nearest === null ? "" : `; did you mean "${issue.nearest}"?`}`;
}

/** How an object is called in a message. */
const KEYS = "keys and values";

interface FoundIssue {
  readonly path: readonly Key[];
  readonly message: string;
  readonly nearest: string | null;
}

/** What this file reads of a valibot schema. */
interface SchemaNode {
  /** Of an object. */
  readonly entries?: Readonly<Record<string, SchemaNode>>;
  /** Of `optional` and `nullable`. */
  readonly wrapped?: SchemaNode;
  /** Of a record. */
  readonly value?: SchemaNode;
  /** Of a list. */
  readonly item?: SchemaNode;
}

/**
 * Unknown keys, and lists where keys belong: valibot stops at the first unknown key of an object, names no
 * nearest one, and takes a list for an object with the keys 0, 1, ….
 */
function unknownKeys(schema: SchemaNode, value: unknown, path: readonly Key[]): readonly FoundIssue[] {
  if (schema.wrapped) return unknownKeys(schema.wrapped, value, path);
  const { entries, item, value: member } = schema;
  if (item && Array.isArray(value)) {
    return value.flatMap((element, index) => unknownKeys(item, element, [...path, index]));
  }
  if (!entries && !member) return [];
  if (Array.isArray(value)) return [{ path, message: `expected ${KEYS}, found a list`, nearest: null }];
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = [...path, key];
    if (!entries) return member ? unknownKeys(member, inner, at) : [];
    const known = Object.hasOwn(entries, key) ? entries[key] : undefined;
    if (known) return unknownKeys(known, inner, at);
    return [{ path: at, message: "unknown key", nearest: nearest(key, Object.keys(entries)) }];
  });
}

/** A list that is an option of a union has issues of its own: they say more than that no option fits. */
function deepestIssues(issue: v.BaseIssue<unknown>, above: readonly Key[]): readonly FoundIssue[] {
  const path = [
    ...above,
    ...(issue.path ?? []).map((step) => (typeof step.key === "number" ? step.key : String(step.key))),
  ];
  const inner = (issue.issues ?? []).filter((each) => each.path !== undefined);
  if (inner.length > 0) return inner.flatMap((each) => deepestIssues(each, path));
  return [{ path, message: sentence(issue), nearest: null }];
}

function sentence(issue: v.BaseIssue<unknown>): string {
  const missing = issue.type === "strict_object" && issue.path?.at(-1)?.origin === "key";
  if (missing) return "is missing";
  // A value of the right type that is not allowed (too small, another word) has its type in the expectation.
  const found =
    issue.kind === "validation" || issue.type === "picklist" ? "" : `, found ${kindOf(issue.input)}`;
  const quote = issue.type === "string" && typeof issue.input === "number" ? "; put it in quotes" : "";
  return `expected ${issue.message}${found}${quote}`;
}

function isBelow(path: readonly Key[], outer: readonly Key[]): boolean {
  return path.length > outer.length && outer.every((key, index) => path[index] === key);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return "text";
  if (typeof value === "boolean") return String(value);
  return typeof value === "object" ? KEYS : `a ${typeof value}`;
}
