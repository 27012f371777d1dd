import type { Revision, RevisionId } from "../revision/revision.ts";

/**
 * Makes an id for a revision whose own is taken. `attempt` counts from 0 and goes on where an id is taken too. The same
 * question has the same answer, so that what a dry run shows is what is written.
 */
export type NextId = (revision: Revision, attempt: number) => RevisionId;

/**
 * New revisions under ids that nobody else has: one whose id is taken (at the base, or by a new file
 * before it) gets the next one, and new revisions that named it follow. Numbered ids (`0042`) go on counting.
 */
export function reissueIds(
  fresh: readonly Revision[],
  released: readonly Revision[],
  nextId: NextId,
): readonly Revision[] {
  const taken = new Set(released.map((revision) => revision.id));
  const reserved = new Set([...taken, ...fresh.map((revision) => revision.id)]);
  const renamed = new Map<RevisionId, RevisionId>();
  const ids = fresh.map((revision) => {
    const { id } = revision;
    if (!taken.has(id)) {
      taken.add(id);
      return id;
    }
    const next = numberAfter(id, reserved) ?? unused(revision, nextId, reserved);
    reserved.add(next);
    taken.add(next);
    // A name that two new files had meant the first of them to whoever was made after it.
    if (!renamed.has(id) && released.some((one) => one.id === id)) renamed.set(id, next);
    return next;
  });
  const follow = (name: string): string => renamed.get(name) ?? name;
  return fresh.map((revision, index) => ({
    ...revision,
    id: ids[index]!,
    // A revision that had the id itself stood on the released one of that name, if it names it.
    down: revision.down.map((name) => (name === revision.id ? name : follow(name))),
    dependsOn: revision.dependsOn.map(follow),
  }));
}

/** The number after the highest, as wide as the others; null where the id is no number. */
function numberAfter(id: RevisionId, reserved: ReadonlySet<RevisionId>): RevisionId | null {
  if (!/^\d{1,9}$/u.test(id)) return null;
  const numbers = [...reserved].filter((other) => /^\d{1,9}$/u.test(other)).map(Number);
  return String(Math.max(...numbers) + 1).padStart(id.length, "0");
}

function unused(revision: Revision, nextId: NextId, reserved: ReadonlySet<RevisionId>): RevisionId {
  for (let attempt = 0; ; attempt += 1) {
    const id = nextId(revision, attempt);
    if (!reserved.has(id)) return id;
  }
}
