import { dirname, sep } from "node:path";
import type { Target } from "@migrun/core";

/**
 * Folders below which the files of other targets lie: what surrounds their script directory, as far as
 * it does not surround that of `target` too. A table defined there is no model of `target`.
 */
export function strangersOf(target: Target, targets: readonly Target[]): readonly string[] {
  const own = target.scriptDirectory;
  if (own === null) return [];
  const folders = targets.flatMap(({ scriptDirectory: other }) => {
    if (other === null || other === own) return [];
    const around = dirname(other);
    return [own.startsWith(around + sep) ? other : around];
  });
  return [...new Set(folders)];
}
