import { dirname, relative, resolve, sep } from "node:path";
import type { PassedOver } from "@migrun/core";
import { git } from "../git/git.ts";
import { IGNORED_BY_GIT } from "../targets/discover-targets.ts";

/** Configs called `alembic.ini` that git ignores, with where they lie; none outside of a repository. */
export async function ignoredConfigs(
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly PassedOver[]> {
  const args = [
    "ls-files",
    "-z",
    "--others",
    "--ignored",
    "--exclude-standard",
    "--",
    ":(glob)**/alembic.ini",
  ];
  const listing = await git(args, { cwd, env });
  return (listing ?? "")
    .split("\0")
    .filter(Boolean)
    .map((path) => {
      const file = resolve(cwd, path);
      const folders = relative(cwd, dirname(file)).split(sep);
      const inside = folders.some((name) =>
        /^(?:\.?venv|env|site-packages|node_modules|\.tox|\.nox)$/u.test(name),
      );
      const reason = inside ? "lies in a virtual environment or a folder of tools" : IGNORED_BY_GIT;
      return { file, section: null, reason };
    });
}
