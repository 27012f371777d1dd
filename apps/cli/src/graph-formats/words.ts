import type { DrawnItem, GraphTarget } from "@migrun/core";
import { plural } from "../messages.ts";
import { oneLine } from "../plain-text.ts";

/** What stands beside an item. */
export interface ItemWords {
  readonly title: string;
  readonly tags: readonly string[];
}

/** The mark of files that have one id. */
export const TWICE = "id used twice";

/** `2 000 revisions, 3 new, 1 head` below the name of a target. */
export function graphSize(target: GraphTarget): string {
  const added = target.revisions.filter((revision) => revision.isNew).length;
  const parts = [
    plural(target.revisions.length, "revision"),
    ...(added === 0 || added === target.revisions.length ? [] : [`${added} new`]),
    plural(target.heads.length, "head"),
    ...(target.bases.length > 1 ? [plural(target.bases.length, "base")] : []),
    ...(target.problems.length === 0 ? [] : [plural(target.problems.length, "problem")]),
  ];
  return parts.join(", ");
}

/** What the words of an item depend on beside itself. */
interface ItemScene {
  readonly baseRef: string | null;
  readonly allNew: boolean;
  /** As in `GraphLook`. */
  readonly live?: boolean | undefined;
}

/** The words of one row: its first line of documentation, and what is special about it. */
export function describeItem(item: DrawnItem, { baseRef, allNew, live = false }: ItemScene): ItemWords {
  if (item.kind === "older") return { title: `${plural(item.count, "older revision")}`, tags: [] };
  if (item.kind === "run") {
    const ends = `${item.ids[0] ?? ""} to ${item.ids.at(-1) ?? ""}`;
    return { title: `${plural(item.ids.length, "revision")}: ${oneLine(ends)}`, tags: [] };
  }
  const { doc, isHead, isNew, labels, dependsOn } = item.revision;
  const tags = [
    ...(isHead ? ["head"] : []),
    ...(item.isTwice ? [TWICE] : []),
    // Where all are new, the word would stand everywhere and say nothing.
    ...(isNew && !allNew ? [live ? "pending" : "new"] : []),
    ...(item.isBase ? [baseRef ?? "base"] : []),
    ...labels.map((label) => `label ${label}`),
    ...dependsOn.map((name) => `needs ${name}`),
  ].map(oneLine);
  return { title: oneLine(doc.split("\n")[0] ?? ""), tags };
}
