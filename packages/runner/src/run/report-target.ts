import { type CheckReport, revisionOf, type Target, type TargetReport } from "@migrun/core";
import type { RunScene } from "./run-scene.ts";
import type { TargetRunResult } from "./run-target.ts";
import type { TargetFiles } from "./run-target-files.ts";

/** Puts together what files and databases told about one target, and judges it. */
export function reportTarget(
  target: Target,
  files: TargetFiles,
  ran: TargetRunResult,
  { scene, durationMs }: { readonly scene: RunScene; readonly durationMs: number },
): TargetReport {
  const { judge, prepared, request } = scene;
  const ended = [...files.checks, ...ran.checks].filter(
    (check) => wanted(check.id, scene) || ran.checks.includes(check),
  );
  const findings = judge.findings({
    name: target.name,
    checks: ended,
    drafts: ran.drafts,
    files: request.checks.some((id) => id === "files" || id === "lint") ? files.files : [],
    isJudged: files.isJudged,
    released: files.released,
  });
  const checks = ended.map((check) => withFacts(judge.check(check, findings), ran, request.command));
  const { graph } = files.history;
  return {
    name: target.name,
    config: prepared.show(target.iniFile ?? target.tomlFile ?? target.cwd),
    section: target.section,
    scriptLocation:
      target.scriptDirectory === null ? target.scriptLocation : prepared.show(target.scriptDirectory),
    status: judge.target(checks, findings),
    durationMs,
    revisions: files.files.filter((file) => revisionOf(file) !== null).length,
    newRevisions: files.newRevisions,
    heads: files.isGraphKnown ? graph.heads : [],
    bases: files.isGraphKnown ? graph.bases : [],
    isolation: { layers: ran.layers, redirected: ran.redirected },
    checks,
    findings,
  };
}

function wanted(id: CheckReport["id"], { request }: RunScene): boolean {
  return request.checks.includes(id) || id === "heads";
}

/** The SQL itself is told where it was asked for; how to connect is told at the check that failed. */
function withFacts(check: CheckReport, ran: TargetRunResult, command: string): CheckReport {
  const data: Record<string, unknown> = { ...check.data };
  if (check.id === "sql" && command === "sql" && ran.preview !== null) {
    data["sql"] = ran.preview.parts
      .map((part) => (part.engine === null ? part.sql : `-- Engine ${part.engine}\n${part.sql}`))
      .join("\n");
  }
  if (ran.kept !== null && check.status !== "passed" && check.status !== "skipped") data["kept"] = ran.kept;
  return { ...check, data };
}
