import { createTwoFilesPatch } from "diff";
import type { FileChange } from "./engine.ts";

/** The change of one file as git and patch take it. */
export function patchOf({ path, newPath, before, after }: FileChange): string {
  const [from, to] = [before === null ? "/dev/null" : `a/${path}`, `b/${newPath ?? path}`];
  return createTwoFilesPatch(from, to, before ?? "", after, undefined, undefined, {
    context: 3,
    headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true },
  });
}
