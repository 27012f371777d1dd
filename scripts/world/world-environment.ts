/** A virtual environment for a package of the world, made from whatever index pip is configured for, and kept. */
import { createHash } from "node:crypto";
import { access, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { $ } from "zx";
import { findInterpreters } from "../python-interpreters.ts";
import type { WorldPackage } from "./world-package.ts";

/** `missing`: this machine or index does not have what the package needs. */
export type WorldEnvironment =
  | { readonly kind: "ready"; readonly python: string; readonly folder: string }
  | { readonly kind: "missing"; readonly reason: string };

/** Packages with equal requirements share an environment. One that is ready costs nothing. */
export async function ensureWorldEnvironment(
  { name, requirements, pythons, folder }: WorldPackage,
  cache: string,
): Promise<WorldEnvironment> {
  const hash = createHash("sha256").update(requirements).digest("hex").slice(0, 12);
  const home = join(cache, `${name}-${hash}`);
  const python = join(home, "bin", "python");
  const stamp = join(home, "installed");
  if (await isThere(stamp)) return { kind: "ready", python, folder: home };
  const [interpreter] = await findInterpreters(pythons);
  if (interpreter === undefined)
    return { kind: "missing", reason: `no Python 3.${pythons.from} to 3.${pythons.to} is installed` };
  await mkdir(cache, { recursive: true });
  console.error(`${name}: installing`);
  const quiet = $({ nothrow: true, quiet: true });
  const venv = await quiet`${interpreter.path} -m venv --clear ${home}`;
  if (venv.exitCode !== 0) return { kind: "missing", reason: lastLine(venv.text()) };
  const flags = ["--quiet", "--disable-pip-version-check", "--no-input", "--prefer-binary"];
  const pip = await quiet`${python} -m pip install ${flags} -r ${join(folder, "requirements.txt")}`;
  if (pip.exitCode === 0) {
    await writeFile(stamp, "");
    return { kind: "ready", python, folder: home };
  }
  await rm(home, { recursive: true, force: true });
  return { kind: "missing", reason: lastLine(pip.stderr) };
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
