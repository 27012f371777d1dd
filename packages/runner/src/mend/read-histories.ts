import { MigrunError, type Report, type Target } from "@migrun/core";
import { runAll } from "../run/run-all.ts";
import type { RunIo } from "../run/run-request.ts";
import type { TargetFiles } from "../run/run-target-files.ts";
import type { MendRequest } from "./mend-request.ts";

/** The history of one target, read and judged. */
export interface ReadHistory {
  readonly target: Target;
  readonly files: TargetFiles;
}

/** The histories of the named targets, and the base that they were compared with. */
export interface ReadHistories {
  readonly histories: readonly ReadHistory[];
  readonly base: Report["base"];
}

/** Reads what a mending command works on, as the check `heads` does. */
export async function readHistories(request: MendRequest, io: RunIo): Promise<ReadHistories> {
  const histories: ReadHistory[] = [];
  const report = await runAll({ ...request, command: "heads", checks: ["heads"] }, io, {
    onFiles: (target, files) => void histories.push({ target, files }),
  });
  io.signal.throwIfAborted();
  return { histories, base: report.base };
}

/** The one history to mend. Throws (exit 2) where several ask for it and none was named. */
export function onlyOne(
  histories: readonly ReadHistory[],
  needsIt: (history: ReadHistory) => boolean,
  command: string,
): ReadHistory | null {
  const [first, ...others] = histories.length === 1 ? histories : histories.filter(needsIt);
  if (others.length === 0) return first ?? null;
  const names = [first!, ...others].map(({ target }) => target.name).toSorted();
  throw new MigrunError(`Several targets could be meant: ${names.join(", ")}.`, {
    code: "MIGRUN_SEVERAL_TARGETS",
    exitCode: 2,
    hint: `Name one: \`migrun ${command} ${names[0]}\`.`,
  });
}
