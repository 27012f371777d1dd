import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { testPython } from "../python.ts";
import type { Asked } from "./generate-history.ts";

/** A history on disk that Alembic is asked about. */
export interface Question {
  readonly folder: string;
  readonly locations: readonly string[];
  readonly recursive: boolean;
  readonly asked: readonly Asked[];
}

/** What Alembic made of one file; `error` is a class of failure, or the exception itself. */
export interface AnsweredFile {
  readonly file: string;
  readonly id: unknown;
  readonly down: readonly unknown[];
  readonly dependsOn: readonly unknown[];
  readonly labels: readonly unknown[];
  readonly doc: string;
  readonly error: string | null;
}

/** What Alembic says of a history. */
export interface Answer {
  readonly files: readonly AnsweredFile[];
  readonly graph: AnsweredGraph | null;
  /** Why the history has no graph: a class of failure. */
  readonly failure: string | null;
  /** Was an id present more than once? */
  readonly duplicates: boolean;
  readonly paths: readonly {
    readonly ids: readonly (string | null)[] | null;
    readonly failure: string | null;
  }[];
}

/** Alembic's sets; the order of `heads` and `bases` is its own. */
export interface AnsweredGraph {
  readonly heads: readonly string[];
  readonly realHeads: readonly string[];
  readonly bases: readonly string[];
  readonly realBases: readonly string[];
  readonly branchPoints: readonly string[];
  readonly mergePoints: readonly string[];
  readonly labels: Readonly<Record<string, readonly string[]>>;
  readonly parents: Readonly<Record<string, readonly string[]>>;
}

/** One Python that answers for many histories. */
export class AlembicAnswers implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor() {
    const script = join(import.meta.dirname, "alembic_answers.py");
    this.#child = spawn(testPython, ["-B", "-W", "ignore", script], { stdio: ["pipe", "pipe", "inherit"] });
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]();
  }

  async ask(questions: readonly Question[]): Promise<readonly Answer[]> {
    this.#child.stdin!.write(`${JSON.stringify(questions)}\n`);
    const line = await this.#lines.next();
    if (line.done) throw new Error("Python has ended");
    return JSON.parse(line.value) as readonly Answer[];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.stdin!.end();
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, "exit");
  }
}
