import type { ConfigEntry } from "../engine.ts";
import type { Context } from "../context.ts";
import { configSource } from "../messages.ts";
import { neutralise } from "../plain-text.ts";
import type { Invocation } from "../invocation.ts";
import { terminalOptions } from "../publish.ts";
import { toJson } from "../reporters/json.ts";
import { sceneOf } from "./scene.ts";

/** `config`: every effective value and where it came from. */
export async function runConfig(invocation: Invocation, { io, loadEngine }: Context): Promise<number> {
  const engine = await loadEngine();
  const view = await engine.config(sceneOf(invocation, io));
  if (invocation.options.format === "json") {
    await io.stdout.write(`${toJson({ schemaVersion: 1, ...view })}\n`);
    return 0;
  }
  const { theme } = terminalOptions({ color: invocation.options.color, verbosity: 0 }, io);
  const left = view.entries.map(assignment);
  const width = Math.min(50, Math.max(0, ...left.map((text) => text.length)));
  const lines = view.entries.map(
    ({ origin }, index) => `${(left[index] ?? "").padEnd(width)}  ${theme.dim(`# ${neutralise(origin)}`)}`,
  );
  await io.stdout.write(
    [theme.dim(`# ${configSource(view.files)}`), ...lines].map((line) => `${line}\n`).join(""),
  );
  return 0;
}

function assignment({ path, value }: ConfigEntry): string {
  return neutralise(`${path}: ${typeof value === "string" ? value : JSON.stringify(value)}`);
}
