import { readFile } from "node:fs/promises";
import { readRequirements, type Requirements, type RequirementSource, revisionOf } from "@migrun/core";
import type { TargetFiles } from "./run-target-files.ts";
import { decodeSource } from "../history/decode-source.ts";

/** Enough to keep the disk busy, few enough for any limit on open files. */
const FILES_AT_ONCE = 64;

/** What the bootstrap files, env.py and the revisions of a target expect of a server. A file that cannot be read tells nothing here, and is told of where it is used. */
export async function readTargetRequirements(
  { files, history: { envFile } }: Pick<TargetFiles, "files" | "history">,
  bootstrap: readonly string[],
): Promise<Requirements> {
  const wanted = [
    ...bootstrap.map((file) => ({ file, revision: null, language: "sql" as const })),
    { file: envFile, revision: null, language: "python" as const },
    ...files.map((one) => ({
      file: one.file,
      revision: revisionOf(one)?.id ?? null,
      language: "python" as const,
    })),
  ];
  const sources: RequirementSource[] = [];
  for (let from = 0; from < wanted.length; from += FILES_AT_ONCE) {
    const batch = wanted.slice(from, from + FILES_AT_ONCE);
    const texts = await Promise.all(batch.map(({ file }) => textOf(file)));
    sources.push(...batch.flatMap((one, index) => ({ ...one, text: texts[index] ?? "" })));
  }
  return readRequirements(sources);
}

async function textOf(file: string): Promise<string | null> {
  const bytes = await readFile(file).catch(() => null);
  const text = bytes === null ? null : decodeSource(bytes);
  return text?.ok === true ? text.value.replaceAll(/\r\n?/g, "\n") : null;
}
