import type { FindingDraft, TargetProblem } from "@migrun/core";
import type { RunBase } from "./find-run-base.ts";
import type { PreparedRun } from "./prepare-run.ts";

/** What is to be said of the run as a whole: configs that cannot be read, and that there is no base. */
export function problemDrafts(prepared: PreparedRun, base: RunBase): readonly FindingDraft[] {
  const unreadable = unreadableDrafts(prepared);
  if (base.unknown === null || prepared.config.allRevisions) return unreadable;
  const noBase: FindingDraft = {
    code: "MX917",
    message: `All revisions are judged as new: ${base.unknown}.`,
    hint: base.unknown.includes("fetch-depth")
      ? 'In CI fetch the whole history: `fetch-depth: 0` for actions/checkout, `GIT_DEPTH: "0"` for GitLab.'
      : "Start migrun in a git repository whose default branch is known, or name the base with `--since REF`.",
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
    message: problemSentence(problem, show(problem.file)),
    hint: problem.hint,
    object: `config:${show(problem.file)}${problem.section === null ? "" : `:${problem.section}`}`,
    file: show(problem.file),
    line: problem.line,
  }));
}

/** What is wrong with a target. Of a file as a whole it is worded as something that it is or has. */
export function problemSentence({ name, message }: TargetProblem, file: string): string {
  if (message.startsWith("targets.")) return message;
  if (name !== null) return `Target ${name}: ${message}`;
  return /^\p{Ll}/u.test(message) ? `${file} ${message}` : message;
}
