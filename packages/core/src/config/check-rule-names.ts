import { nearest } from "../text/nearest.ts";
import type { CodeInfo } from "../findings/codes.ts";
import type { Config, ConfigIssue, Origins } from "./config.ts";
import { isPlannedCode } from "../findings/planned-codes.ts";
import { joinPath } from "./plain-data.ts";

/** Rules and codes that a configuration names and nobody knows: they would silently have no effect. */
export function checkRuleNames(
  loaded: { readonly config: Config; readonly origins: Origins },
  registry: Readonly<Record<string, CodeInfo>>,
): readonly ConfigIssue[] {
  const codes = Object.keys(registry);
  const names = new Set([...codes, ...Object.values(registry).map((info) => info.rule)]);
  const isKnown = (name: string): boolean => names.has(name) || isPlannedCode(name);
  const sections = [
    { keys: [] as readonly string[], ...loaded.config },
    ...Object.entries(loaded.config.targets).map(([name, target]) => ({
      keys: ["targets", name],
      ...target,
    })),
  ];
  return sections.flatMap(({ keys, rules, ignore }) => {
    const issue = (path: string, word: string, known: Iterable<string>, message: string): ConfigIssue => ({
      path,
      message,
      nearest: nearest(word, known),
      source: loaded.origins[path.replace(/\[\d+\]\.code$/, "")] ?? "configuration",
    });
    const unknownRules = Object.keys(rules).filter((name) => !isKnown(name));
    const unknownCodes = ignore.flatMap((entry, index) =>
      isKnown(entry.code) ? [] : [{ index, code: entry.code }],
    );
    return [
      ...unknownRules.map((name) => issue(joinPath([...keys, "rules", name]), name, names, "no such rule")),
      ...unknownCodes.map(({ index, code }) =>
        issue(joinPath([...keys, "ignore", index, "code"]), code, names, `no such code: ${code}`),
      ),
    ];
  });
}
