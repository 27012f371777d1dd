import type { Revision } from "../revision/revision.ts";

/**
 * Revisions from a short notation, for tests: `x<-` base, `x<y` parent y, `x<y,z` merge,
 * `~d,e` depends on, `[l]` branch label. Listing order is load order.
 */
export function revisionsOf(notation: string): Revision[] {
  return notation
    .split(" ")
    .filter((part) => part !== "")
    .map((part) => {
      const match = /^([^[<]+)(?:\[(.+?)\])?<(-|[^~]*)(?:~(.+))?$/.exec(part);
      if (match === null) throw new Error(`not a revision: ${part}`);
      const [, id = "", label, down = "", dependsOn] = match;
      return {
        id,
        file: `/v/${id}.py`,
        line: 1,
        doc: "",
        down: down === "-" || down === "" ? [] : down.split(","),
        dependsOn: dependsOn?.split(",") ?? [],
        labels: label?.split(",") ?? [],
        resolvedBy: "text" as const,
      };
    });
}
