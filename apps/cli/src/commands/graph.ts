import type { Context } from "../context.ts";
import { GRAPH_FORMATS } from "../graph-formats/index.ts";
import type { Invocation } from "../program.ts";
import { startProgress } from "../progress/progress.ts";
import { render, terminalOptions } from "../publish.ts";
import { sceneOf, verbosityOf } from "./scene.ts";

/** `graph`: draws the histories on stdout; what is wrong with one is told on stderr and in the exit code. */
export async function runGraph(invocation: Invocation, { io, loadEngine }: Context): Promise<number> {
  const { options, operands } = invocation;
  const draw = await (GRAPH_FORMATS[options.format] ?? GRAPH_FORMATS["text"]!)();
  const engine = await loadEngine();
  const verbosity = verbosityOf(invocation, io);
  const progress = startProgress(io, {
    quiet: options.quiet,
    verbosity,
    color: options.color,
    needsDatabase: false,
  });
  try {
    const request = { ...sceneOf(invocation, io), command: "graph" as const, checks: [], names: operands };
    const { document, report } = await engine.graph(request, { emit: progress.emit, signal: io.signal });
    progress.stop();
    const look = terminalOptions({ color: options.color, verbosity }, io);
    await io.stdout.write(draw(document, { ...look, last: options.last, expand: options.expand }));
    if (!report.ok && options.format !== "json") {
      const onStderr = terminalOptions({ color: options.color, verbosity }, io, io.stderr);
      await io.stderr.write(await render(report, "text", onStderr));
    }
    return report.exitCode;
  } finally {
    progress.stop();
  }
}
