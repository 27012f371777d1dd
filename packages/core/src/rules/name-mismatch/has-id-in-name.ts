import { baseName } from "../../targets/paths.ts";

/** Does the name of a revision file hold the revision's id? Letter case does not count. */
export function hasIdInName(file: string, id: string): boolean {
  return baseName(file).toLowerCase().includes(id.toLowerCase());
}
