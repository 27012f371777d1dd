import * as v from "valibot";
import { isRecord } from "../config/plain-data.ts";
import { err, ok, type Result } from "../result.ts";
import { type BaselineEntry, BASELINE_VERSION, BaselineSchema } from "./baseline.ts";
import { parseJsonLines, type JsonNode } from "./json-lines.ts";

/** An entry with the line it stands on. */
export interface PlacedEntry extends BaselineEntry {
  readonly line: number;
}

/** Why a baseline cannot be used. */
export interface BaselineProblem {
  /** 1-based. */
  readonly line: number;
  readonly message: string;
  readonly hint: string;
}

/** Reads a baseline file. What is read is told apart from what is not by the first mistake: a file that is half understood accepts too little. */
export function parseBaseline(text: string): Result<readonly PlacedEntry[], BaselineProblem> {
  const source = text.replace(/^\uFEFF/u, "");
  const conflict = conflictLine(source);
  if (conflict !== null) return err(conflict);
  const read = parseJsonLines(source);
  if (!read.ok) {
    return err({
      line: read.error.line,
      message: "is not valid JSON",
      hint: "Mend the line, or take the file from git again.",
    });
  }
  const later = laterVersion(read.value);
  if (later !== null) return err(later);
  const parsed = v.safeParse(BaselineSchema, read.value.value, { abortEarly: true });
  if (!parsed.success) return err(misshapen(parsed.issues[0], read.value));
  const lines = read.value.members.get("accepted")?.items ?? [];
  return ok(
    parsed.output.accepted.map((entry, index) => ({
      target: entry.target,
      code: entry.code,
      revision: entry.revision ?? null,
      object: entry.object ?? null,
      file: entry.file ?? null,
      message: entry.message ?? null,
      count: entry.count ?? 1,
      line: lines[index]?.line ?? 1,
    })),
  );
}

function conflictLine(text: string): BaselineProblem | null {
  const index = text.split("\n").findIndex((line) => /^(?:<{7}|\|{7}|={7}|>{7})(?:\s|$)/u.test(line));
  if (index < 0) return null;
  return {
    line: index + 1,
    message: "holds the marks of a merge conflict",
    hint: "Keep the entries of both sides, with a comma after each but the last; order and doubles do not matter. Then run `migrun baseline`.",
  };
}

function laterVersion(root: JsonNode): BaselineProblem | null {
  const node = root.members.get("version");
  if (typeof node?.value !== "number" || node.value <= BASELINE_VERSION) return null;
  return {
    line: node.line,
    message: `has version ${node.value}, and this migrun knows ${BASELINE_VERSION}`,
    hint: "Use the version of migrun that wrote it, or a later one.",
  };
}

type Issue = v.InferIssue<typeof BaselineSchema>;

function misshapen(issue: Issue, root: JsonNode): BaselineProblem {
  const keys = (issue.path ?? []).map((step) => step.key as string | number);
  let at = root;
  for (const key of keys) {
    const next = typeof key === "number" ? at.items[key] : at.members.get(key);
    if (next === undefined) break;
    at = next;
  }
  const path = keys
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`))
    .join("")
    .replace(/^\./u, "");
  return {
    line: at.line,
    message: `is no baseline: ${sentence(issue, at, path)}`,
    hint: "Mend the line, or take the file from git again; `migrun baseline` writes it.",
  };
}

function sentence(issue: Issue, at: JsonNode, path: string): string {
  if (issue.expected === "never") return `${path} is no key of it`;
  if (issue.path?.at(-1)?.origin === "key") {
    return isRecord(at.value) ? `${path} is missing` : "a list stands where keys and values belong";
  }
  return `${path} must be ${issue.message}`.trim();
}
