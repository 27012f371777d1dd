import { relative, resolve } from "node:path";
import {
  BaselineBook,
  type BaselineEntry,
  type BaselineReport,
  CHECK_IDS,
  entryWords,
  type FindingDraft,
  renderBaseline,
  type Unneeded,
} from "@migrun/core";
import type { BaselineFile } from "./baseline-file.ts";
import type { PreparedRun, RunGround } from "./prepare-run.ts";
import type { RunRequest } from "./run-request.ts";

/** A text and where it belongs. */
export interface TextFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

/** What a run makes of its baseline file. */
export interface ClosedBaseline {
  /** Null: there is none. */
  readonly report: BaselineReport | null;
  /** MX910, for entries that are needed no more. */
  readonly drafts: readonly FindingDraft[];
  /** What `migrun baseline` has to write; null: nothing. */
  readonly write: TextFile | null;
}

/** The baseline of one run: what it accepts, and what is to be said and written at the end. */
export class BaselineOfRun {
  readonly book: BaselineBook;
  /** Are all checks of `migrun all` asked for? */
  readonly allChecks: boolean;
  readonly #file: BaselineFile;
  readonly #request: RunRequest;
  readonly #ground: RunGround;

  constructor(
    file: BaselineFile,
    run: { request: RunRequest; ground: RunGround; redact: (text: string) => string },
  ) {
    const { request, ground, redact } = run;
    this.#file = file;
    this.#request = request;
    this.#ground = ground;
    this.allChecks =
      (request.command === "all" || request.command === "baseline") &&
      CHECK_IDS.every((id) => request.checks.includes(id));
    this.book = new BaselineBook({
      entries: file.entries,
      acceptNew: request.baseline !== undefined && (!file.exists || request.baseline.acceptNew),
      reason: `accepted in ${file.shown}`,
      fileOf: (path) => relative(ground.loaded.root, resolve(request.cwd, path)).replaceAll("\\", "/"),
      redact,
    });
  }

  /** Once all targets have ended. An interrupted run proves and changes nothing. */
  close(prepared: PreparedRun, signal: AbortSignal): ClosedBaseline {
    const { exists, shown, path } = this.#file;
    const asked = this.#request.baseline;
    const outcome = this.book.outcome(this.#knownTargets(prepared));
    const isKnown = asked !== undefined || this.#isWhole();
    const unneeded = isKnown && !signal.aborted ? outcome.unneeded : [];
    const isChange = outcome.added.length > 0 || unneeded.length > 0;
    const writes = asked !== undefined && isChange && !asked.dryRun && !signal.aborted;
    if (!exists && asked === undefined) return { report: null, drafts: [], write: null };
    const removed = unneeded.map((one) => factsOf(one.entry));
    return {
      report: {
        file: shown,
        entries: writes ? outcome.entries.length : this.#file.entries.length,
        accepted: outcome.accepted,
        unneeded: writes ? [] : removed,
        changes: asked === undefined ? null : { written: writes, added: outcome.added.map(factsOf), removed },
      },
      drafts: asked === undefined && unneeded.length > 0 ? [staleEntries(unneeded, shown)] : [],
      write: writes ? { path, text: renderBaseline(outcome.entries) } : null,
    };
  }

  /** Of a run on a part of the checks or targets nothing is said: the next one may see what this one left out. */
  #isWhole(): boolean {
    const { names, flags } = this.#request;
    return this.allChecks && names.length === 0 && !flags.changed && this.#startsAtRoot();
  }

  /** Null where a target may only be out of sight: not asked for, not readable, or above the working directory. */
  #knownTargets(prepared: PreparedRun): ReadonlySet<string> | null {
    const sees = this.#request.names.length === 0 && prepared.problems.length === 0;
    return sees && this.#startsAtRoot() ? new Set(prepared.discovered.map((one) => one.name)) : null;
  }

  #startsAtRoot(): boolean {
    return relative(this.#ground.loaded.root, this.#request.cwd) === "";
  }
}

const NAMED = 5;

const WHY: Readonly<Record<Unneeded["why"], string>> = {
  mended: "is not found any more",
  "no-revision": "its revision is gone",
  "no-target": "there is no such target",
  "no-code": "there is no such code",
  "not-acceptable": "this code cannot be accepted",
  double: "stands there twice",
};

/** One warning for all of them: they are removed together. */
function staleEntries(unneeded: readonly Unneeded[], file: string): FindingDraft {
  const named = unneeded
    .slice(0, NAMED)
    .map(({ entry, why }) => `line ${entry.line}: ${entryWords(entry)} (${WHY[why]})`);
  const rest = unneeded.length - named.length;
  const lines = rest > 0 ? [...named, `and ${rest} more`] : named;
  const [many, them] = unneeded.length === 1 ? ["1 entry", "it"] : [`${unneeded.length} entries`, "them"];
  return {
    code: "MX910",
    object: `baseline:${file}`,
    file,
    line: unneeded[0]?.entry.line ?? 1,
    message: `${file} needs ${many} no more; \`migrun baseline\` takes ${them} out:\n${lines.join("\n")}`,
    hint: "Run `migrun baseline`: it only takes out, and accepts nothing new.",
  };
}

/** An entry as the report shows it. */
function factsOf({ target, code, revision, object, file, message, count }: BaselineEntry): BaselineEntry {
  return { target, code, revision, object, file, message, count };
}
