import { STATUS_SCHEMA, type StatusDocument } from "@migrun/core";
import type { Context } from "../context.ts";
import { exitOfLooks } from "../live/live-exit.ts";
import { demandOf } from "../live/read-live-options.ts";
import { renderStatus } from "../live/status-text.ts";
import { problemLines } from "../live/problem-lines.ts";
import type { Invocation } from "../invocation.ts";
import { terminalOptions } from "../publish.ts";
import { toJson } from "../reporters/json.ts";
import { sceneOf, verbosityOf } from "./scene.ts";

/** `status`: where the live databases stand. 0 unless nobody could look, or they are not as demanded. */
export async function runStatus(invocation: Invocation, { io, loadEngine }: Context): Promise<number> {
  const { options, operands } = invocation;
  const engine = await loadEngine();
  const request = { ...sceneOf(invocation, io), names: operands };
  const { looks, problems } = await engine.status(request, { emit: () => {}, signal: io.signal });
  const { live, format, color, quiet } = options;
  const demand = live.require === null && !live.allowUnknown ? null : demandOf(live, "at-head");
  const exitCode = exitOfLooks({ looks, demand, problems, isNamed: operands.length > 0 });
  const targets = looks.map(({ status }) => status);
  if (format === "json") {
    const document: StatusDocument = { $schema: STATUS_SCHEMA, schemaVersion: 1, targets };
    await io.stdout.write(`${toJson(document)}\n`);
  } else if (!(quiet && exitCode === 0)) {
    const look = terminalOptions({ color, verbosity: verbosityOf(invocation, io) }, io);
    await io.stdout.write(renderStatus(targets, look));
  }
  await io.stderr.write(problemLines(problems));
  return exitCode;
}
