import type { ConfigDocument, TargetDocument } from "./schema.ts";

/**
 * The document with every path in it replaced: those of a configuration file are meant from its folder.
 * A `python` without a slash is the name of a command, and stays.
 */
export function resolvePaths(document: ConfigDocument, resolve: (path: string) => string): ConfigDocument {
  const python = (value: string) => (/[/\\]/.test(value) ? resolve(value) : value);
  const each = (paths: string | string[]) =>
    typeof paths === "string" ? [resolve(paths)] : paths.map((path) => resolve(path));
  const resolveTarget = (target: TargetDocument): TargetDocument => ({
    ...target,
    ...(target.config !== undefined && { config: resolve(target.config) }),
    ...(target.cwd !== undefined && { cwd: resolve(target.cwd) }),
    ...(target.python !== undefined && { python: python(target.python) }),
    ...(target.envFile !== undefined && { envFile: each(target.envFile) }),
    ...(target.bootstrap !== undefined && { bootstrap: each(target.bootstrap) }),
    ...(target.assertions !== undefined && { assertions: each(target.assertions) }),
  });
  return {
    ...document,
    ...(document.python !== undefined && { python: python(document.python) }),
    ...(document.baseline !== undefined && { baseline: resolve(document.baseline) }),
    ...(document.targets !== undefined && {
      targets: Object.fromEntries(
        Object.entries(document.targets).map(([name, target]) => [name, resolveTarget(target)]),
      ),
    }),
  };
}
