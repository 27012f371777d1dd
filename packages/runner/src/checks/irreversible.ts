import type { FindingDraft, WayDown } from "@migrun/core";
import type { CheckContext, CheckOutcome } from "./check-context.ts";

type Done = Extract<CheckOutcome, { kind: "done" }>;

/** Adds to a round trip what it did not undo, and why (MR502): it is never silently green. */
export function withIrreversible(outcome: Done, way: WayDown, context: CheckContext): CheckOutcome {
  if (way.rows.length === 0) return outcome;
  const irreversible = way.irreversible.flatMap((revision) => {
    const refusal = context.history.refusalOf(revision);
    return refusal === null ? [] : [{ revision, ...refusal, file: context.show(refusal.file) }];
  });
  const { data } = outcome;
  return {
    ...outcome,
    // After a failure nothing is verified: the findings say why.
    data: outcome.reached === undefined ? data : { ...data, notVerified: way.keep.size, irreversible },
    drafts: [...outcome.drafts, ...irreversible.map((one) => downgradeRaises(one, way.keep.size))],
  };
}

interface Irreversible {
  readonly revision: string;
  readonly file: string;
  readonly line: number;
  readonly exception: string;
  readonly reason: string | null;
}

/** MR502: a notice with a reason; without one, somebody should write it down while it is known. */
function downgradeRaises(
  { revision, file, line, exception, reason }: Irreversible,
  kept: number,
): FindingDraft {
  const older = kept > 1 ? ` It and what is below it (${kept} revisions in all) stay as they are.` : "";
  return {
    code: "MR502",
    ...(reason === null && { severity: "warning" }),
    revision,
    file,
    line,
    message: `The way down ends at revision ${revision}: its \`downgrade()\` raises ${exception}${reason === null ? " and gives no reason" : `: ${reason}`}.${older}`,
    hint:
      reason === null
        ? `Say why there is no way back: \`raise ${exception}("why")\`.`
        : "Nothing, where it is meant so: a rollback across it needs a restore.",
  };
}

/** MX918: `roundtrip.floor` names no revision. */
export function unknownFloor(why: string, { settings, target, alembic }: CheckContext): FindingDraft {
  const option = `targets.${target.name}.roundtrip.floor`;
  return {
    code: "MX918",
    object: `config:${option}`,
    message: `\`${option}\` is "${settings.roundtrip.floor}", and ${why}.`,
    hint: `Name a revision by its id, the beginning of its id, or its branch label; \`${alembic} history\` lists them.`,
  };
}
