import type { HistoryFile } from "../../revision/history-file.ts";
import { revisionOf } from "../../revision/history-file.ts";
import type { ParsedRevision, UnreadableProblem } from "../../revision/parse-revision.ts";
import { defineRule } from "../define-rule.ts";
import type { FileRuleInput, RuleFinding } from "../define-rule.ts";
import { exampleRevision } from "../example-files.ts";
import { relativePath } from "../../targets/paths.ts";

/** A file in a version location whose header Alembic cannot take, or the text does not settle. */
export const badHeader = defineRule({
  code: "MF106",
  name: "bad-header",
  severity: "error",
  judges: "file",
  docs: {
    what: "`revision` or `down_revision` is missing, computed, or of a kind that Alembic does not take.",
    why: "Alembic loads every file of the folder: one bad header fails every command. A computed one can change under a database.",
    fix: "Write the header as plain literals, and keep other modules out of the versions folder.",
  },
  examples: {
    bad: [
      { files: { "a1_x.py": 'revision = "a1"\n' } },
      { files: { "a1_x.py": "revision = make_id()\ndown_revision = None\n" } },
      { files: { "a1_x.py": exampleRevision({ id: "a1@shop", down: null }) } },
    ],
    good: [
      { files: { "a1_x.py": exampleRevision({ id: "a1", down: null }) } },
      { files: { "a1_x.py": 'revision: str = "a1"\ndown_revision: str | None = None\n' } },
    ],
  },
  check: (input) => {
    const { file } = input;
    const revision = revisionOf(file);
    // A file that is no revision at all is MF127's.
    if (file.parsed.kind === "not-readable" && file.parsed.problem === "no-revision") return [];
    if (revision === null) return [unresolved(input, file.parsed)];
    const findings =
      file.parsed.kind === "needs-python" ? [computedHeader(file, file.parsed.reason, file.parsed.line)] : [];
    const illegal = [...new Set(revision.id)].filter((character) => "@-+:".includes(character));
    if (illegal.length > 0) {
      findings.push({
        message: `Revision id ${revision.id} contains ${illegal.map((character) => `"${character}"`).join(" and ")}, which Alembic does not allow in ids${illegal.join("") === ":" ? " (from 1.17.1)" : ""}.`,
        hint: "Choose another id, here and in every `down_revision` that names it.",
        revision: revision.id,
        file: file.file,
        line: revision.line,
      });
    }
    return findings;
  },
});

function computedHeader(file: HistoryFile, reason: string, line: number): RuleFinding {
  const id = revisionOf(file)?.id ?? null;
  return {
    severity: "warning",
    message: `The header of revision ${id} is computed (${reason}); Python resolved it.`,
    hint: "Write `revision` and `down_revision` as plain strings: ids must never change once a database has run them.",
    revision: id,
    file: file.file,
    line,
  };
}

function unresolved({ file, target }: FileRuleInput, parsed: ParsedRevision): RuleFinding {
  const path = relativePath(target.root, file.file);
  const at = { file: file.file, line: parsed.kind === "revision" ? parsed.revision.line : parsed.line };
  if (parsed.kind === "revision") throw new Error(`Internal error: ${path} is resolved`);
  if (parsed.kind === "not-readable" && parsed.problem !== "no-revision")
    return { ...at, ...unreadable(path, parsed.problem, parsed.reason) };
  if (file.python?.kind === "failed") {
    return {
      ...at,
      message: `${path} cannot be loaded: ${file.python.reason}`,
      hint: "Mend the file: Alembic loads every file of the folder, so every command fails on it.",
    };
  }
  // Nobody asked Python, which may well be able to tell.
  return {
    ...at,
    severity: "warning",
    message: `Only Python can read the header of ${path}: ${parsed.reason}.`,
    hint: /encoding|UTF-8|ASCII/.test(parsed.reason)
      ? "Save the file as UTF-8, without a coding cookie; as it is, `migrun heads` and `migrun all` ask Python."
      : "Write `revision` and `down_revision` as plain strings; as it is, `migrun heads` and `migrun all` ask Python.",
  };
}

function unreadable(
  path: string,
  problem: Exclude<UnreadableProblem, "no-revision">,
  reason: string,
): { message: string; hint: string } {
  switch (problem) {
    case "no-down-revision":
      return {
        message: `${path} has no \`down_revision\`: Alembic fails on every command because of it.`,
        hint: "Set `down_revision` to the revision that comes before it, or to None for a base.",
      };
    case "bad-value":
      return {
        message: `${path} has a header that Alembic does not take: ${reason}.`,
        hint: "Write ids as plain strings; `down_revision` may also be None or a tuple of ids.",
      };
    case "not-text":
      return {
        message: `${path} cannot be read: ${reason}. Alembic fails on every command because of it.`,
        hint: reason.includes("UTF-8")
          ? "Save the file as UTF-8, or name its encoding in the first line: `# -*- coding: latin-1 -*-`."
          : "Restore the file, or move it out of the versions folder.",
      };
  }
}
