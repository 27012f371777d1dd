import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createRepository, WAITING_REVISION, workspace } from "./repository.ts";

const LINEAR = "fixtures/linear";

/** One small target, `linear`-shaped and green, in the root of a repository of its own. */
export async function createLinear(files: Readonly<Record<string, string>> = {}): Promise<string> {
  return await createRepository({ folders: { ".": LINEAR }, files });
}

/** Two targets: `orders` is green, `slow` waits in its last revision for ever. */
export async function createWaiting(): Promise<string> {
  return await createRepository({
    folders: { orders: LINEAR, slow: LINEAR },
    files: { [`slow/${WAITING_REVISION.path}`]: WAITING_REVISION.text },
  });
}

/** The ini file of the linear fixture with another URL. A percent sign is doubled, as ini files want it. */
export function iniWithUrl(url: string): string {
  const text = readFileSync(join(workspace, LINEAR, "alembic.ini"), "utf8");
  return text.replace(/^(sqlalchemy\.url = ).*$/mu, (_, key: string) => key + url.replaceAll("%", "%%"));
}
