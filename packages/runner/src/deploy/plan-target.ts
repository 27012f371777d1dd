import { lossesInSql, sqlStatements, type UpgradeTarget } from "@migrun/core";
import type { OfflineResult } from "../bridge/protocol.ts";
import type { Zygote } from "../bridge/zygote.ts";
import { describeHolder, stopProblem } from "./deploy-problems.ts";
import { DeployRecord } from "./deploy-record.ts";
import { type DeployContext, liveRequest, noPython, reportOf, runCall } from "./deploy-target.ts";
import { judgeDeploy } from "./judge-deploy.ts";
import type { LiveAnswer } from "./live-protocol.ts";
import type { LiveScene } from "./live-scene.ts";

/** What a deploy of a target would do, read-only: its state, its revisions, the way down where it is one, the SQL. */
export async function planTarget(
  scene: LiveScene,
  shared: DeployContext,
  withSql: boolean,
): Promise<UpgradeTarget> {
  const base = reportOf(scene, shared);
  const context: DeployContext = {
    ...shared,
    // Nothing happens: what env.py's runs tell of revisions is no news.
    listen: (target) => ({ ...shared.listen(target), onEvent: () => {} }),
  };
  const started = context.now();
  const python = await context.pythons.pythonFor(scene.target);
  if (!python.ok) return { ...base, status: "failed", exitCode: 3, problem: noPython(python.error) };
  const record = new DeployRecord();
  const call = {
    python: python.value,
    operation: "look" as const,
    request: liveRequest(scene, context),
    record,
  };
  const looked = await runCall<LiveAnswer>(scene, call, context);
  const answer = looked.ok ? looked.value : null;
  const durationMs = Math.round(context.now() - started);
  const isSomething = answer?.reason === "downgrade" || (answer?.plans ?? []).flat().length > 0;
  const isPlan = answer?.reason === null || answer?.reason === "downgrade";
  if (answer !== null && isPlan && isSomething && answer.error === null)
    return {
      ...base,
      ...(await planOf(answer, { scene, context, python: python.value, record, withSql })),
      durationMs,
    };
  const ended = !looked.ok && "ended" in looked.error ? looked.error.ended : null;
  const isHurried = context.hurry.aborted;
  const common = { look: null, direction: "upgrade", show: context.show } as const;
  const tried = judgeDeploy({ ...common, record, answer, ended, isHurried });
  const { mayRetry: _, ...judged } = tried;
  return { ...base, ...judged, notes: [...judged.notes, ...heldNotes(answer)], durationMs };
}

/** Somebody is at work there: the deploy itself would wait. */
function heldNotes(answer: LiveAnswer | null): readonly string[] {
  return (answer?.lock ?? [])
    .filter(({ holders }) => holders.length > 0)
    .map(
      ({ place, holders }) =>
        `the lock of ${place} is held by ${holders.map(describeHolder).join("; ")}: a deploy would wait for it`,
    );
}

interface Planning {
  readonly scene: LiveScene;
  readonly context: DeployContext;
  readonly python: Zygote;
  readonly record: DeployRecord;
  readonly withSql: boolean;
}

async function planOf(answer: LiveAnswer, planning: Planning): Promise<Partial<UpgradeTarget>> {
  const { context, record, withSql } = planning;
  const isDown = answer.reason === "downgrade";
  const direction = isDown ? ("downgrade" as const) : ("upgrade" as const);
  const ids = isDown ? (answer.details.lost ?? []) : answer.plans.flat();
  const from = answer.proof?.flatMap((proof) => ("rows" in proof ? proof.rows.flat() : [])) ?? [];
  const wantsSql = (withSql || isDown) && ids.length > 0;
  const sql = wantsSql ? await sqlOf({ from, direction }, planning) : null;
  const isRefused = isDown && !context.options.allowDowngrade;
  const offlineFailed = wantsSql && sql === null;
  return {
    status: isRefused ? "refused" : ids.length === 0 ? "at_head" : "planned",
    exitCode: isRefused ? 2 : 0,
    database: answer.lock?.[0]?.place ?? answer.place,
    direction,
    from,
    unit: record.unit,
    revisions: ids.map((id) => ({ id, state: "not-started" })),
    lost: isDown && sql !== null ? lossesIn(sql, record.versionTable) : [],
    sql: withSql ? sql : null,
    notes: [
      ...heldNotes(answer),
      ...(offlineFailed
        ? ["offline mode cannot show the SQL of this target; `migrun sql` shows what was recorded"]
        : []),
    ],
    problem: isRefused ? stopProblem({ ...answer, reason: "downgrade" }) : null,
  };
}

/** The SQL by offline mode; null where that fails. */
async function sqlOf(
  way: { readonly from: readonly string[]; readonly direction: "upgrade" | "downgrade" },
  { scene, context, python }: Planning,
): Promise<string | null> {
  const from = way.from.length === 0 ? null : way.from;
  const request = { ...liveRequest(scene, context), from, direction: way.direction };
  const call = { python, operation: "preview" as const, request, record: new DeployRecord() };
  const sql = await runCall<OfflineResult>(scene, call, context);
  return sql.ok ? sql.value.outputs.map((output) => output.sql).join("\n") : null;
}

function lossesIn(sql: string, versionTable: string): readonly string[] {
  const statements = sqlStatements(sql).map((one) => one.text);
  return lossesInSql(statements, versionTable);
}
