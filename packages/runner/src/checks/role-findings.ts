import { err, type FindingDraft, type Result, type RoleMention, rolesIn, sqlStatements } from "@migrun/core";
import type { BridgeError } from "../bridge/protocol.ts";
import { existingRole, missingRole } from "../run/missing-object.ts";
import type { TargetAccounts } from "../run/target-accounts.ts";
import { placeOf } from "./bridge-failure.ts";
import type { CheckContext } from "./check-context.ts";

/**
 * Runs something on new databases, and again from nothing as long as it stops at a role that nobody creates, which
 * is then made in the private cluster. `again` brings new databases to where the attempt begins; null: they are there.
 */
export async function withExpectedRoles<T>(
  context: CheckContext,
  attempt: () => Promise<Result<T, BridgeError>>,
  again: (() => Promise<Result<unknown, BridgeError>>) | null = null,
): Promise<Result<T, BridgeError>> {
  let first: BridgeError | null = null;
  let result = await attempt();
  for (;;) {
    if (result.ok) return result;
    const { error } = result;
    const existing = existingRole(error);
    // The history creates what was made for it. What failed before, if anything, failed rightly.
    if (existing !== null && context.accounts.giveUp(existing)) {
      if (first !== null && missingRole(first) === existing) return err(first);
    } else if (!(await isExpected(error, context))) {
      return result;
    }
    first ??= error;
    await context.databases.reset();
    await context.bridge.renew();
    const start = await again?.();
    result = start === undefined || start.ok ? await attempt() : err(start.error);
  }
}

async function isExpected(error: BridgeError, context: CheckContext): Promise<boolean> {
  const role = missingRole(error);
  const { server } = context.databases;
  if (role === null || server === null) return false;
  const { file, line } = placeOf(error, context);
  const uses = sqlStatements(error.statement ?? "").flatMap(rolesIn);
  const mention: RoleMention = {
    name: role,
    file: file ?? context.history.envFile,
    line: line ?? 1,
    revision: error.revision,
    acts: uses.some((use) => use.role === role && use.acts),
  };
  return await context.accounts.expect(server, mention);
}

/** MX911: once per target, with the first place that expects each. */
export function rolesMade(
  accounts: TargetAccounts,
  { show }: { readonly show: (path: string) => string },
): readonly FindingDraft[] {
  const roles = [...accounts.made].sort((one, other) => (one.name < other.name ? -1 : 1));
  const [first] = roles;
  if (first === undefined) return [];
  const named = roles.map(({ name, file, line, revision }) => {
    const place = `${show(file)}:${line}`;
    return `${name} (${revision === null ? place : `revision ${revision}, ${place}`})`;
  });
  const many = roles.length > 1;
  return [
    {
      code: "MX911",
      object: `role:${roles.map(({ name }) => name).join(",")}`,
      file: show(first.file),
      line: first.line,
      revision: first.revision,
      message: `${many ? "Roles that are" : "A role that is"} expected and that nobody creates ${many ? "were" : "was"} made in the private cluster, without login: ${named.join(", ")}.`,
      hint: "Nothing has to be done where production has them from elsewhere. To make them with attributes of your own, create them in a `bootstrap` file.",
    },
  ];
}
