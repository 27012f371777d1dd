import type { Context } from "../context.ts";
import { GRAPH_FORMATS } from "../graph-formats/index.ts";
import type { Invocation } from "../invocation.ts";
import { render, terminalOptions } from "../publish.ts";
import { sceneOf, verbosityOf } from "./scene.ts";
import { withProgress } from "./with-progress.ts";

/** `graph`: draws the histories on stdout; what is wrong with one is told on stderr and in the exit code. */
export async function runGraph(invocation: Invocation, { io, loadEngine }: Context): Promise<number> {
  const { options, operands } = invocation;
  const draw = await (GRAPH_FORMATS[options.format] ?? GRAPH_FORMATS["text"]!)();
  const engine = await loadEngine();
  const request = { ...sceneOf(invocation, io), command: "graph" as const, checks: [], names: operands };
  const { document, report } = await withProgress({ invocation, io }, { needsDatabase: false }, (runIo) =>
    engine.graph(request, runIo),
  );
  const asked = { color: options.color, verbosity: verbosityOf(invocation, io) };
  const look = terminalOptions(asked, io);
  await io.stdout.write(draw(document, { ...look, last: options.last, expand: options.expand }));
  if (!report.ok && options.format !== "json")
    await io.stderr.write(await render(report, "text", terminalOptions(asked, io, io.stderr)));
  return report.exitCode;
}
