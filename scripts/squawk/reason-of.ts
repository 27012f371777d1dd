import type { Effect } from "../../packages/core/src/lint/effects/effect.ts";
import { effectsOfKind, type JudgedStatement } from "../../packages/core/src/lint/lint-run.ts";
import { isAtLeast } from "../../packages/core/src/lint/locks.ts";
import { writtenColumns } from "../../packages/core/src/lint/written-columns.ts";

const SHORT: ReadonlySet<string> = new Set(["int2", "int4"]);

/** Why something that squawk says need not be said, for each of its rules; each reason was looked at by hand. */
const REASONS: Readonly<Record<string, Reason>> = {
  "ban-drop-not-null": ({ at }) =>
    every(effectsOfKind(at, "drop-not-null"), ({ known }) => known?.notNull === false) &&
    "wrong: the column may be NULL already",
  "changing-column-type": ({ at }) =>
    every(effectsOfKind(at, "alter-type"), ({ from, rewrites, scans }) => {
      return from !== null && rewrites.length + scans.length === 0;
    }) && "wrong: values of the old type stay as they are, nothing is rewritten or read",
  "prefer-bigint-over-int": isNoKey,
  "prefer-bigint-over-smallint": isNoKey,
  "require-lock-timeout": isWithoutLocks,
  "require-statement-timeout": isWithoutLocks,
  "adding-field-with-default": isStoredOnce,
  "adding-not-nullable-field": ({ at }) =>
    every(effectsOfKind(at, "set-not-null"), ({ known, proved }) => known?.notNull === true || proved) &&
    "wrong: the column is NOT NULL already, or a valid check proves it: nothing is read",
  "renaming-column": ({ at, around }) =>
    every(effectsOfKind(at, "rename-column"), ({ on, column }) =>
      around.some((one) =>
        effectsOfKind(one, "add-column", "rename-column").some(
          (other) =>
            other.on.key === on.key &&
            (other.kind === "add-column" ? other.column.name : other.to) === column,
        ),
      ),
    ) && "wrong: the column was made in the same revision, nobody knows its old name",
};

interface Asked {
  readonly at: JudgedStatement;
  /** Those of its revision. */
  readonly around: readonly JudgedStatement[];
}

type Reason = (asked: Asked) => string | false;

/** Why migrun does not say it; null: nobody knows, so somebody must look. */
export function reasonOf(rule: string, asked: Asked): string | null {
  const { effects } = asked.at;
  if (!rule.startsWith("prefer-bigint") && every(effects, isAboutNew) && lockFree(effects))
    return rule.startsWith("require-") && !lockFree(asked.around.flatMap((one) => one.effects))
      ? null
      : "wrong: all that it locks was made in the same transaction";
  const reason = REASONS[rule]?.(asked);
  return reason === undefined || reason === false ? null : reason;
}

function isNoKey({ at }: Asked): string | false {
  return (
    !writtenColumns(at).some(({ isKey, type }) => isKey && SHORT.has(type.name)) &&
    "taste: the column is no key of one column, nobody says that it runs out of numbers"
  );
}

function isWithoutLocks({ around }: Asked): string | false {
  return lockFree(around.flatMap(({ effects }) => effects)) && "wrong: nobody has to wait for a lock of it";
}

function isStoredOnce({ at }: Asked): string | false {
  return (
    every(effectsOfKind(at, "add-column"), ({ rewrites, scans }) => rewrites.length + scans.length === 0) &&
    "wrong: the default is stored once, no row is written"
  );
}

function isAboutNew(effect: Effect): boolean {
  return effect.on?.isNew === true || effect.kind === "create-table" || effect.kind === "create-type";
}

/** No reader or writer of something that was there before waits. */
function lockFree(effects: readonly Effect[]): boolean {
  return effects.every(({ locks }) => locks.every(({ mode }) => !isAtLeast(mode, "Share")));
}

function every<T>(all: readonly T[], is: (one: T) => boolean): boolean {
  return all.length > 0 && all.every(is);
}
