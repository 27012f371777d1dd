import { relative } from "node:path";
import { createRedactor, headsToMerge, MigrunError, type Result } from "@migrun/core";
import type { BridgeTarget } from "../bridge/bridge.ts";
import type { BridgeError } from "../bridge/protocol.ts";
import { withOpenTarget } from "../run/open-target.ts";
import { prepareGround, type RunGround, settingsOf } from "../run/prepare-run.ts";
import { readTargetRequirements } from "../run/read-target-requirements.ts";
import { redactEvent, secretsOf } from "../run/redact-report.ts";
import { askFiles } from "../run/resolve-headers.ts";
import type { RunIo } from "../run/run-request.ts";
import { LazySession } from "../run/lazy-session.ts";
import type { MendOutcome, MendRequest } from "./mend-request.ts";
import { onlyOne, readHistories, type ReadHistory } from "./read-histories.ts";

/** Seconds within which Alembic must have written one file, hooks of the project included. */
const LIMIT = 120;

/**
 * Merges the heads of one history: Alembic itself writes the revision, with the project's
 * `script.py.mako`, `file_template` and hooks. Throws a `MigrunError` where it cannot.
 */
export async function runMerge(request: MendRequest, io: RunIo): Promise<MendOutcome> {
  const ground = await prepareGround(request);
  const headsOf = ({ target, files }: ReadHistory): readonly string[] =>
    headsToMerge(files.history.graph, settingsOf(ground.config, target.name).heads ?? 1);
  const { histories } = await readHistories(request, io);
  const found = onlyOne(histories, (history) => headsOf(history).length > 1, "merge");
  const nothing = { notes: ["No history has heads to merge."], changes: [] };
  if (found === null) return { target: null, ...nothing };
  const { target, files } = found;
  const heads = headsOf(found);
  if (files.obstacle !== null) throw brokenHistory(target.name, files.obstacle);
  if (heads.length < 2) return { target: target.name, ...nothing };
  const message = request.message ?? `Merge ${heads.join(" and ")}`;
  const written = await letAlembicWrite(
    found,
    { heads, message, dryRun: request.dryRun },
    { request, ground, io },
  );
  const path = relative(request.cwd, written.path).replaceAll("\\", "/");
  return {
    target: target.name,
    notes: [`${target.name}: ${path} merges ${heads.join(" and ")}.`],
    changes: [{ path, newPath: null, before: null, after: written.text }],
  };
}

interface MergeOrder {
  readonly heads: readonly string[];
  readonly message: string;
  readonly dryRun: boolean;
}

type Written = { readonly path: string; readonly text: string };

async function letAlembicWrite(
  { target, files }: ReadHistory,
  order: MergeOrder,
  { request, ground, io }: { readonly request: MendRequest; readonly ground: RunGround; readonly io: RunIo },
): Promise<Written> {
  const secrets = await secretsOf({ targets: [target], config: ground.config }, request.env);
  // What env.py prints, and why it fails, may hold a password.
  const redact = createRedactor(secrets);
  const emit: RunIo["emit"] = (event) => io.emit(redactEvent(event, redact));
  await using lazy = new LazySession({ scene: request, ground, signal: io.signal, emit });
  const session = await lazy.get();
  const ask = (bridge: BridgeTarget): Promise<Result<Written, BridgeError>> =>
    bridge.request("merge", order, { timeoutMs: LIMIT * 1000, signal: io.signal });
  const alone = await askFiles(target, session, ask);
  if (alone.ok) return alone.value;
  io.signal.throwIfAborted();
  if (alone.error.noPython) throw notWritten(target.name, redact(alone.error.message));
  // With `revision_environment = true` Alembic runs env.py first, and that wants a database.
  const scene = await session.targetScene(target);
  const answer = await withOpenTarget<Result<Written, { readonly message: string }>>(
    { ...scene, requirements: () => readTargetRequirements(files, scene.settings.bootstrap) },
    ({ bridge }) => ask(bridge),
    () => ({ ok: false, error: { message: alone.error.message } }),
  );
  if (answer.ok) return answer.value;
  throw notWritten(target.name, redact(answer.error.message));
}

function brokenHistory(name: string, obstacle: string): MigrunError {
  return new MigrunError(`${name} cannot be merged: ${obstacle}.`, {
    code: "MIGRUN_HISTORY_BROKEN",
    exitCode: 2,
    hint: `Mend what \`migrun heads ${name}\` says first.`,
  });
}

function notWritten(name: string, why: string): MigrunError {
  return new MigrunError(`Alembic could not write the merge revision of ${name}: ${why}`, {
    code: "MIGRUN_MERGE_FAILED",
    exitCode: 3,
    hint: `\`migrun doctor ${name}\` shows which Python and Alembic are used.`,
  });
}
