import type { Finding, TargetReport } from "@migrun/core";
import { placeOf } from "../select.ts";

/** What the settings of several targets lack, told as one finding. */
export interface JoinedSettings {
  readonly targets: readonly TargetReport[];
  readonly findings: ReadonlySet<Finding>;
  /** Names every target, and its hint is one YAML for all. */
  readonly finding: Finding;
}

/** `env.py needs variables that are not set: A, B.` → what is said of all, and the names. */
const SAID = /^([^:\n]+): ([^.\n]+)\./u;

/** Joins the findings about missing settings (MX913) of two and more targets. Null: there is nothing to join. */
export function joinSettings(
  targets: readonly TargetReport[],
  pick: (target: TargetReport) => readonly Finding[],
): JoinedSettings | null {
  const all = targets.flatMap((target) =>
    pick(target).flatMap((finding) => {
      const [, lead, names] = finding.code === "MX913" ? (SAID.exec(finding.message) ?? []) : [];
      const [advice, root, ...lines] = (finding.hint ?? "").split("\n");
      if (lead === undefined || root?.trim() !== "targets:") return [];
      return [{ target, finding, lead, names, head: `${advice}\n${root}`, lines }];
    }),
  );
  const [first] = all;
  const same = all.filter(({ lead, head }) => lead === first?.lead && head === first.head);
  if (first === undefined || same.length < 2) return null;
  const told = same.map(({ target, finding, names }) => {
    const place = placeOf(finding);
    return `${target.name}: ${names}${place === null ? "" : ` (${place})`}`;
  });
  return {
    targets: same.map(({ target }) => target),
    findings: new Set(same.map(({ finding }) => finding)),
    finding: {
      ...first.finding,
      message: [`${first.lead}:`, ...told].join("\n"),
      hint: [first.head, ...same.flatMap(({ lines }) => lines)].join("\n"),
      object: null,
      revision: null,
      file: null,
      line: null,
    },
  };
}
