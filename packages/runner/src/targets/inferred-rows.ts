import { type ConfigRow, joinPath, namesOf, placeOfVariable, relativePath } from "@migrun/core";
import type { LoadedConfig } from "../config/load-config.ts";
import type { Scene } from "../run/run-request.ts";
import { discoverTargets } from "./discover-targets.ts";

/** What `migrun config` says of values that were inferred: the URL variables of each target, and where they are read. */
export async function inferredRows({ cwd, env }: Scene, loaded: LoadedConfig): Promise<readonly ConfigRow[]> {
  const { config } = loaded;
  const { targets } = await discoverTargets({ cwd, env, loaded });
  const show = (path: string): string => relativePath(cwd, path);
  return targets.flatMap(({ name, variables }) => {
    const urls = variables.filter((one) => one.role === "url");
    if (urls.length === 0 || (config.targets[name]?.urlEnv ?? null) !== null) return [];
    const places = urls.map((one) => placeOfVariable(one, show));
    return [
      {
        path: joinPath(["targets", name, "urlEnv"]),
        value: namesOf(variables, "url"),
        origin: `inferred from ${places.join(", ")}`,
      },
    ];
  });
}
