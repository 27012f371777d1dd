import { extensionServerLines, type FindingDraft, type Mention } from "@migrun/core";
import type { BootstrapFailure } from "../run/run-bootstrap.ts";
import type { TargetAccounts } from "../run/target-accounts.ts";
import type { LeasedServer } from "../server/server.ts";

/** Who lacks an extension, and who knows what else is lacking. */
export interface ExtensionScene {
  readonly accounts: TargetAccounts;
  readonly server: LeasedServer;
  readonly show: (path: string) => string;
}

/** The extension that a server does not have: SQLSTATE 0A000 from PostgreSQL 13 on, 58P01 before. */
export function missingExtension(message: string): string | null {
  const match =
    /extension "([^"]+)" is not available|could not open extension control file.*\/([^/"]+)\.control/.exec(
      message,
    );
  return match?.[1] ?? match?.[2] ?? null;
}

/** MX912 for a bootstrap file that stopped at an extension, and for all others that are missing; else nothing. */
export async function bootstrapFindings(
  at: BootstrapFailure,
  scene: ExtensionScene,
): Promise<readonly FindingDraft[]> {
  const name = missingExtension(at.failure.message);
  if (name === null) return [];
  const file = scene.show(at.file);
  return await withOtherExtensions(
    {
      code: "MX912",
      check: "upgrade",
      object: `extension:${name}`,
      file,
      line: at.line,
      message: `The bootstrap file ${file} needs the extension "${name}", which this Postgres does not have.`,
    },
    scene,
  );
}

/**
 * A finding about a missing extension with the lines for a server that has it, and one more for each other
 * extension that the files ask for and the server does not have: nobody should find them one by one.
 */
export async function withOtherExtensions(
  draft: FindingDraft,
  scene: ExtensionScene,
): Promise<readonly FindingDraft[]> {
  const { server, accounts, show } = scene;
  const failed = draft.object?.replace(/^extension:/u, "") ?? "";
  const others = (await accounts.missingExtensions(server)).filter(({ name }) => name !== failed);
  const names = [failed, ...others.map(({ name }) => name)];
  const which = names.length > 1 ? `all of them (${names.join(", ")})` : "it";
  const where =
    server.kind === "given"
      ? `Install ${which} on the given server, or use one that has ${which}.`
      : `Use a server that has ${which}; the embedded one has what Postgres itself comes with.`;
  return [
    { ...draft, hint: `${where}\n${extensionServerLines(names, server.major)}` },
    ...others.map((mention) => otherFinding(mention, failed, show)),
  ];
}

function otherFinding(
  { name, file, line, revision }: Mention,
  failed: string,
  show: ExtensionScene["show"],
): FindingDraft {
  const who = revision === null ? show(file) : `Revision ${revision}`;
  return {
    code: "MX912",
    check: "upgrade",
    object: `extension:${name}`,
    file: show(file),
    line,
    revision,
    message: `${who} needs the extension "${name}" too, which this Postgres does not have.`,
    hint: `Use the server that the finding about "${failed}" describes: it has this one too.`,
  };
}
