import { MigrunError, type UpgradeDocument, type UpgradeTarget } from "@migrun/core";
import type { Context } from "../context.ts";
import type { UpgradeRequest } from "../engine.ts";
import type { Invocation } from "../invocation.ts";
import { startProgress } from "../progress/progress.ts";
import { terminalOptions } from "../publish.ts";
import { checkMetricsFile, writeMetricsFile } from "../deploy/metrics-file.ts";
import { renderPlans, renderUpgrade } from "../deploy/upgrade-text.ts";
import { sceneOf, verbosityOf } from "./scene.ts";

const LOCK_SECONDS = 300;
const RETRY_SECONDS = 300;
const GRACE_SECONDS = 20;

/** `upgrade`: migrates live databases; on a terminal it shows what it is going to do, and asks. */
export async function runUpgrade(invocation: Invocation, { io, loadEngine }: Context): Promise<number> {
  const { options } = invocation;
  const verbosity = verbosityOf(invocation, io);
  const { metricsFile } = options.deploy;
  if (metricsFile !== null) await checkMetricsFile(metricsFile, io);
  if (options.deploy.all && invocation.operands.length > 0)
    throw new MigrunError("--all and names say different things", {
      code: "MIGRUN_USAGE",
      exitCode: 2,
      hint: "Leave one of them out.",
    });
  const engine = await loadEngine();
  const { quiet, color } = options;
  const progress = startProgress(io, { quiet, verbosity, color, needsDatabase: false });
  const onStderr = terminalOptions({ color, verbosity }, io, io.stderr);
  const ask = options.yes || options.dryRun ? null : io.ask;
  const confirm = async (plans: readonly UpgradeTarget[]): Promise<boolean> => {
    progress.stop();
    await io.stderr.write(renderPlans(plans, onStderr));
    const answer = await ask?.("Go on? [y/N] ");
    return /^y(es)?$/i.test(answer?.trim() ?? "");
  };
  const hurry = new AbortController();
  const forget = io.onSecondSignal(() => hurry.abort());
  let document: UpgradeDocument;
  try {
    document = await engine.upgrade(requestOf(invocation, io), {
      emit: progress.emit,
      signal: io.signal,
      hurry: hurry.signal,
      confirm: ask === null ? null : confirm,
    });
  } finally {
    progress.stop();
  }
  if (metricsFile !== null && !document.dryRun) await writeMetricsFile(metricsFile, document, io);
  if (options.format === "json") await io.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  else if (!quiet || !document.ok)
    await io.stdout.write(renderUpgrade(document, terminalOptions({ color, verbosity }, io)));
  forget();
  return document.exitCode;
}

function requestOf(invocation: Invocation, io: Context["io"]): UpgradeRequest {
  const { options, operands } = invocation;
  const { deploy } = options;
  const to = deploy.to ?? "heads";
  return {
    ...sceneOf(invocation, io),
    names: operands,
    all: deploy.all,
    deploy: {
      to: to === "head" ? "heads" : to,
      allHeads: deploy.to === "heads",
      step: deploy.step,
      dryRun: options.dryRun,
      allowDowngrade: deploy.allowDowngrade,
      expectHost: deploy.expectHost,
      lockTimeoutMs: (deploy.lockTimeout ?? LOCK_SECONDS) * 1000,
      retryForMs: (deploy.retryFor ?? RETRY_SECONDS) * 1000,
      graceMs: (deploy.grace ?? GRACE_SECONDS) * 1000,
    },
  };
}
