import type { FindingDraft, WayDown } from "@migrun/core";
import type { CheckContext, CheckOutcome } from "./check-context.ts";

type Done = Extract<CheckOutcome, { kind: "done" }>;

/** A way down, and what its attempts ended at. */
export interface TriedWay {
  readonly way: WayDown;
  /** Revisions whose `downgrade` failed, each with its finding (MX906). */
  readonly failed: ReadonlyMap<string, FindingDraft>;
}

/** Adds to a round trip what it did not undo, and why (MR502, MX906): it is never silently green. */
export function withStops(outcome: Done, { way, failed }: TriedWay, context: CheckContext): CheckOutcome {
  const { data, reached } = outcome;
  const { history, show } = context;
  const irreversible = way.irreversible.flatMap((revision) => {
    const refusal = history.refusalOf(revision);
    return refusal === null ? [] : [{ revision, ...refusal, file: show(refusal.file) }];
  });
  const absent = way.irreversible.flatMap((revision) => {
    const file = history.hasDowngrade(revision) ? null : history.fileOf(revision);
    return file === null ? [] : [{ revision, file: show(file) }];
  });
  const stops = { irreversible, noDowngrade: absent, failed: [...failed.keys()] };
  return {
    ...outcome,
    // After a failure on the way up again nothing is verified: the findings say why.
    data:
      reached === undefined
        ? { ...data, verifiedDownTo: null }
        : way.rows.length === 0
          ? data
          : { ...data, notVerified: way.keep.size, ...stops },
    drafts: [
      ...outcome.drafts.filter((one) => !isAmong(one, failed)),
      ...failed.values(),
      ...irreversible.map((one) => downgradeRaises(one, way.keep.size)),
      ...absent.filter(({ revision }) => context.isJudged(revision)).map((one) => noDowngrade(one, context)),
    ],
  };
}

function isAmong({ code, revision }: FindingDraft, failed: ReadonlyMap<string, FindingDraft>): boolean {
  return code === "MX906" && revision != null && failed.has(revision);
}

/** MX906 for new revisions; of a released one the report says how far down it went. */
function noDowngrade(
  { revision, file }: { readonly revision: string; readonly file: string },
  { target }: CheckContext,
): FindingDraft {
  return {
    code: "MX906",
    check: "roundtrip",
    revision,
    file,
    line: 1,
    message: `Revision ${revision} has no \`downgrade()\`: there is no way down, and nothing from it on was tried.`,
    hint: `Write \`downgrade()\`, or declare how far down this history goes: \`targets.${target.name}.roundtrip.floor\`.`,
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
