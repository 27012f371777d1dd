import type { Context } from "../context.ts";
import { renderDoctor } from "../doctor/render-doctor.ts";
import { explainCode } from "../explain-code.ts";
import type { Invocation } from "../invocation.ts";
import { terminalOptions } from "../publish.ts";
import { toJson } from "../reporters/json.ts";
import { sceneOf, verbosityOf } from "./scene.ts";
import { withProgress } from "./with-progress.ts";

/** `doctor`: what a run would find here, and the classic mistakes. The exit code is that of the page. */
export async function runDoctor(invocation: Invocation, { io, loadEngine }: Context): Promise<number> {
  const { options, operands } = invocation;
  const engine = await loadEngine();
  const request = { ...sceneOf(invocation, io), names: operands, fix: options.fix };
  const diagnosis = await withProgress({ invocation, io }, { needsDatabase: false }, (runIo) =>
    engine.doctor(request, runIo),
  );
  if (options.format === "json") await io.stdout.write(`${toJson(diagnosis)}\n`);
  else if (!(options.quiet && diagnosis.ok && diagnosis.fix === null)) {
    const asked = { color: options.color, verbosity: verbosityOf(invocation, io) };
    const look = { ...terminalOptions(asked, io), why: explainCode };
    await io.stdout.write(renderDoctor(diagnosis, look));
  }
  return diagnosis.exitCode;
}
