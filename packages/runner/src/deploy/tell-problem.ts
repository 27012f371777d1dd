import type { TargetConfig, UpgradeProblem, UpgradeTarget } from "@migrun/core";
import type { DeployOptions } from "./deploy-request.ts";
import { refuseLostWay } from "./refuse-lost-way.ts";

/** The table that `record: true` keeps beside the version table. */
const RECORD =
  /\b(?:CREATE TABLE IF NOT EXISTS|DELETE FROM|INSERT INTO|FROM)\s+(?:"[^"]+"\.|\w+\.)?("?\w+_migrun"?)(?=[\s(]|$)/u;

/** What a target's own settings, and the command line, change about how its problem is told. */
export function tellProblem(
  report: UpgradeTarget,
  { settings, deploy }: { readonly settings: TargetConfig; readonly deploy: DeployOptions },
): UpgradeTarget {
  const told = refuseLostWay(report, deploy);
  return told.problem === null ? told : { ...told, problem: bySettings(plainly(told.problem), settings) };
}

/** Tabs of the server are its own layout, and a sentence ends once. */
function plainly(problem: UpgradeProblem): UpgradeProblem {
  const message = problem.message.replaceAll(/\t+/gu, " ").replaceAll(/(?<!\.)\.\.(?=\s|$)/gu, ".");
  return { ...problem, message };
}

function bySettings(problem: UpgradeProblem, { record }: TargetConfig): UpgradeProblem {
  if (!record) return problem;
  if (problem.kind === "unknown-revision")
    return {
      ...problem,
      hint: "Nothing was changed. Deploy code that has the revision. The record does not prove this database ahead: these rows were not written by `migrun upgrade`, or stand beside the heads of this code.",
    };
  const table = problem.sqlState === "42501" ? RECORD.exec(problem.statement ?? "")?.[1] : undefined;
  if (table === undefined) return problem;
  return {
    ...problem,
    revision: null,
    file: null,
    line: null,
    hint: `The role that migrates may not keep the record that \`record: true\` asks for. Grant it CREATE on the schema (or SELECT, INSERT and DELETE on ${table}, where that is there), or set \`record: false\`.`,
  };
}
