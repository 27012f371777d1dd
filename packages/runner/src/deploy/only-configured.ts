import { MigrunError, type Target } from "@migrun/core";
import type { PreparedRun } from "../run/prepare-run.ts";

/** Which targets a command that changes live databases was asked for. */
export interface DeployChoice {
  /** None: those of the configuration. */
  readonly names: readonly string[];
  /** Every target that is found, whatever the configuration names. */
  readonly all: boolean;
}

/** More names make no command line that somebody types. */
const TYPED = 8;

/**
 * What a command that changes live databases works on. An Alembic config that merely lies below the working directory names a
 * live database just as well, and nobody said that it is meant: without names and `--all`, only targets of the configuration
 * count. Throws a `MigrunError` (exit 2) where it has none.
 */
export function onlyConfigured(
  prepared: PreparedRun,
  { names, all }: DeployChoice,
): { readonly prepared: PreparedRun; readonly leftOut: readonly Target[] } {
  // Where every config is broken there is nothing that could be changed, and the report tells why.
  if (names.length > 0 || all || prepared.targets.length === 0) return { prepared, leftOut: [] };
  const isConfigured = (name: string | null): boolean =>
    name !== null && Object.hasOwn(prepared.config.targets, name);
  const targets = prepared.targets.filter(({ name }) => isConfigured(name));
  const problems = prepared.problems.filter(({ name }) => isConfigured(name));
  if (targets.length === 0 && problems.length === 0) throw merelyFound(prepared);
  return {
    prepared: { ...prepared, targets, problems },
    leftOut: prepared.targets.filter((target) => !targets.includes(target)),
  };
}

/** Says, once a run begins, which targets were found and are not touched; null where there are none. */
export function leftOutNote(leftOut: readonly Target[]): string | null {
  if (leftOut.length === 0) return null;
  return `left out, since the configuration does not name them: ${leftOut.map(({ name }) => name).join(", ")} (name them, or say --all)`;
}

function merelyFound({ targets, show }: PreparedRun): MigrunError {
  const names = targets.map(({ name }) => name);
  const areTyped = names.length <= TYPED && names.every((name) => /^[\w.:/-]+$/u.test(name));
  return new MigrunError(
    "No targets were named, and the configuration names none here: what was merely found is not changed.",
    {
      code: "MIGRUN_TARGETS_NOT_NAMED",
      exitCode: 2,
      details: targets.map(
        (target) => `${target.name} (${show(target.iniFile ?? target.tomlFile ?? target.cwd)})`,
      ),
      hint: `Nothing was changed. Name those that are meant: ${areTyped ? names.join(" ") : "NAME…"}; or --all for every one; or put them below \`targets\` in the configuration.`,
    },
  );
}
