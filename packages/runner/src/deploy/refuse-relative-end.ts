import { MigrunError } from "@migrun/core";

/** `+1`, `-1`, `billing@+1`: counted from the rows of the database. `head-1` and `base+2` stay where they are. */
const FROM_ROWS = /^(?:[^+\-@]*@)?[+-]\d/;

/**
 * A deploy ends at a revision that stays the same while it works: a second try, or a second replica, would count again from what
 * the first has done. Throws (exit 2) for an end that does not.
 */
export function refuseRelativeEnd(to: string): void {
  if (!FROM_ROWS.test(to)) return;
  throw new MigrunError(
    `--to ${to} counts from what the database has: a second try or a second replica would go further than meant.`,
    {
      code: "MIGRUN_RELATIVE_END",
      exitCode: 2,
      hint: "Name a revision, or count from one: `--to head-1`, `--to base+2`, `--to ae10+1`. `migrun status` shows what the database has.",
    },
  );
}
