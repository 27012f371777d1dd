import type { FindingDraft } from "@migrun/core";
import type { RunBase } from "./find-run-base.ts";
import type { PreparedRun } from "./prepare-run.ts";

/** What is to be said of the run as a whole: configs that cannot be read, and that there is no base. */
export function problemDrafts(prepared: PreparedRun, base: RunBase): readonly FindingDraft[] {
  const unreadable = unreadableDrafts(prepared);
  if (base.unknown === null || prepared.config.allRevisions) return unreadable;
  const noBase: FindingDraft = {
    code: "MX917",
    message: `All revisions are judged as new: ${base.unknown}.`,
    hint: "Start migrun in a git repository whose default branch is known, or name the base with `--since REF`.",
  };
  return [...unreadable, noBase];
}

/** Configs that cannot be read as a target. */
export function unreadableDrafts({
  problems,
  show,
}: Pick<PreparedRun, "problems" | "show">): readonly FindingDraft[] {
  return problems.map((problem) => ({
    code: "MX916",
    message: sentence(problem, show(problem.file)),
    hint: problem.hint,
    object: `config:${show(problem.file)}${problem.section === null ? "" : `:${problem.section}`}`,
    file: show(problem.file),
    line: problem.line,
  }));
}

/** What is wrong with a file as a whole is worded as something the file is or has. */
function sentence({ name, message }: PreparedRun["problems"][number], file: string): string {
  if (name !== null) return `Target ${name}: ${message}`;
  return /^\p{Ll}/u.test(message) ? `${file} ${message}` : message;
}
