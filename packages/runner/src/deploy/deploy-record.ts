import type { NoteTaker } from "../bridge/target-process.ts";
import type { WireNote } from "../bridge/wire.ts";

/** What a deploy has told so far; complete up to the moment its process is killed. */
export class DeployRecord implements NoteTaker {
  readonly plans: (readonly string[])[] = [];
  readonly started: string[] = [];
  readonly unsafe: string[] = [];
  readonly finished: string[] = [];
  /** By revision: statements that it committed in its middle. */
  readonly kept = new Map<string, readonly string[]>();
  unit: "revision" | "run" | null = null;
  versionTable = "alembic_version";
  rowsBefore: readonly string[] | null = null;
  /** The database that was reached. */
  place: string | null = null;
  /** The revision at work. */
  current: string | null = null;

  /** Takes in one note of the Python side. */
  add(note: WireNote): void {
    if ("run" in note) {
      this.unit = note.run.transactionPerMigration ? "revision" : "run";
      this.versionTable = note.run.versionTable;
      this.rowsBefore ??= note.run.rowsBefore;
    } else if ("plan" in note) this.plans.push(note.plan);
    else if ("place" in note) this.place ??= note.place;
    else if ("unsafe" in note) this.unsafe.push(note.unsafe);
    else if ("kept" in note)
      this.kept.set(note.kept, [...(this.kept.get(note.kept) ?? []), ...note.statements]);
    else if ("step" in note) this.started.push((this.current = note.step));
    else if ("ran" in note) this.#finish(note.event.revision);
  }

  #finish(revision: string): void {
    this.current = null;
    this.finished.push(revision);
  }
}
