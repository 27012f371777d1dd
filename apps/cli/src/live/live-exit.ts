import { type Demand, type ExitCode, type Finding, meets, worstExitCode } from "@migrun/core";
import type { TargetLook } from "../engine.ts";

/** What decides how a command ends that has looked. */
interface LiveFacts {
  readonly looks: readonly TargetLook[];
  /** Null: nothing is demanded, it is enough to have looked. */
  readonly demand: Demand | null;
  readonly problems: readonly Finding[];
  /** Were targets named? One that was has to have a live database. */
  readonly isNamed: boolean;
}

/** 0: looked, and all is as demanded. 1: it is not. 3: somewhere nobody could look. */
export function exitOfLooks({ looks, demand, problems, isNamed }: LiveFacts): ExitCode {
  const codes = looks.map(({ failure, status, strangers }): ExitCode => {
    if (failure === "no-url") return isNamed || demand !== null ? 3 : 0;
    if (failure !== null) return 3;
    return demand === null || meets({ ...status, strangers }, demand) ? 0 : 1;
  });
  const broken = problems.some(({ severity, suppressed }) => severity === "error" && suppressed === null);
  return worstExitCode([...codes, broken ? 3 : 0]);
}
