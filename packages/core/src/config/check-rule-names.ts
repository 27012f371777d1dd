import { nearest } from "../text/nearest.ts";
import type { CodeInfo } from "../findings/codes.ts";
import type { ConfigIssue } from "./config.ts";
import { isPlannedCode } from "../findings/planned-codes.ts";
import { isRecord, joinPath } from "./plain-data.ts";

type Key = string | number;

/**
 * Rules and codes that the content of a configuration file names and nobody knows: they would silently have
 * no effect. What has another shape than it should is left to `parseConfigDocument`, so that all problems
 * of a file are told together.
 */
export function checkRuleNames(
  content: unknown,
  source: string,
  registry: Readonly<Record<string, CodeInfo>>,
): readonly ConfigIssue[] {
  const codes = Object.keys(registry);
  const names = [...codes, ...Object.values(registry).map((info) => info.rule)];
  const isKnown = (name: string): boolean => names.includes(name) || isPlannedCode(name);
  return sectionsOf(content).flatMap(({ keys, section }) => [
    ...namedRules(section)
      .filter((name) => !isKnown(name))
      .map((name) => ({
        path: joinPath([...keys, "rules", name]),
        message: "no such rule",
        nearest: nearest(name, names),
        source,
      })),
    ...ignoredCodes(section)
      .filter(({ code }) => !isKnown(code))
      .map(({ index, code }) => ({
        path: joinPath([...keys, "ignore", index, "code"]),
        message: `no such code: ${code}`,
        nearest: nearest(code, codes),
        source,
      })),
  ]);
}

interface Section {
  readonly keys: readonly Key[];
  readonly section: Readonly<Record<string, unknown>>;
}

/** The document itself and its targets: each may have rules of its own. */
function sectionsOf(content: unknown): readonly Section[] {
  if (!isRecord(content)) return [];
  const targets = isRecord(content["targets"]) ? Object.entries(content["targets"]) : [];
  return [
    { keys: [], section: content },
    ...targets.flatMap(([name, section]) =>
      isRecord(section) ? [{ keys: ["targets", name], section }] : [],
    ),
  ];
}

function namedRules({ rules }: Section["section"]): readonly string[] {
  return isRecord(rules) ? Object.keys(rules) : [];
}

function ignoredCodes({ ignore }: Section["section"]): readonly { index: number; code: string }[] {
  const entries: readonly unknown[] = Array.isArray(ignore) ? ignore : [];
  return entries.flatMap((entry, index) =>
    isRecord(entry) && typeof entry["code"] === "string" ? [{ index, code: entry["code"] }] : [],
  );
}
