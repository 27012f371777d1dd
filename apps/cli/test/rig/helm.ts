import { execFile } from "node:child_process";
import { access, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { workspace } from "./repository.ts";

const run = promisify(execFile);
const VERSION = "v3.22.0";

/**
 * Helm: the one of this machine, or in the whole matrix (`MIGRUN_TEST_FULL`) one that Go builds, once. Null: there is
 * none, and none can be had; `why` says so.
 */
export async function findHelm(): Promise<{ readonly helm: string | null; readonly why: string }> {
  if (await works("helm")) return { helm: "helm", why: "" };
  const folder = join(workspace, ".cache", `helm-${VERSION}`);
  const built = join(folder, "helm");
  const isThere = () =>
    access(built).then(
      () => true,
      () => false,
    );
  if (await isThere()) return { helm: built, why: "" };
  if (!process.env["MIGRUN_TEST_FULL"]) return { helm: null, why: "no helm here; pnpm test:full builds one" };
  await mkdir(folder, { recursive: true });
  const env = { ...process.env, GOBIN: folder };
  try {
    await run("go", ["install", `helm.sh/helm/v3/cmd/helm@${VERSION}`], { env });
  } catch (error) {
    return { helm: null, why: `no helm here, and Go could not build one: ${String(error).slice(0, 200)}` };
  }
  return (await isThere()) ? { helm: built, why: "" } : { helm: null, why: "Go built no helm" };
}

async function works(program: string): Promise<boolean> {
  return await run(program, ["version", "--short"]).then(
    ({ stdout }) => stdout.startsWith("v"),
    () => false,
  );
}
