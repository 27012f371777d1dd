import type { DraftFile, InitDraft } from "./engine.ts";
import { plural } from "./messages.ts";
import { neutralise, oneLine } from "./plain-text.ts";
import type { Theme } from "./theme.ts";

/** What `init` found and would do, block by block. */
export function describeDraft(draft: InitDraft, theme: Theme): string {
  const width = Math.max(...draft.found.map(([what]) => what.length));
  const blocks = [
    draft.found.map(([what, detail]) => `${theme.bold(what.padEnd(width))}  ${oneLine(detail)}`),
    ...draft.files.map((file) => describeFile(file, theme)),
    draft.notes.map(oneLine),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n")}\n`;
}

function describeFile(file: DraftFile, theme: Theme): readonly string[] {
  const path = theme.bold(oneLine(file.path));
  const text = (all: string): readonly string[] =>
    neutralise(all)
      .trimEnd()
      .split("\n")
      .map((line) => (line === "" ? "" : `  ${line}`));
  switch (file.state) {
    case "new":
      return [`${path} ${theme.good("is new")}`, ...text(file.text)];
    case "same":
      return [`${path} is there and has it already`];
    case "exists":
      return file.byHand === null
        ? [`${path} is there and stays as it is; this is what would be written:`, ...text(file.text)]
        : [`${path} is there and stays as it is; add by hand:`, ...text(file.byHand)];
  }
}

/** Before anything is written. */
export function askToWrite(count: number): string {
  return `Write ${plural(count, "file")}? [y/N] `;
}

/** After: what was written, and what has to be done once. */
export function describeWritten(written: readonly DraftFile[]): string {
  const next = written.flatMap((file) => (file.next === null ? [] : [`run once: ${file.next}`]));
  return [...written.map(({ path }) => `wrote ${oneLine(path)}`), ...next]
    .map((line) => `${line}\n`)
    .join("");
}

/** Nothing of the plan is missing in the repository. */
export const NOTHING_TO_WRITE = "nothing to write";
/** The reader said no. */
export const NOTHING_WRITTEN = "nothing was written";
