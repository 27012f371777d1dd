import type { Context } from "../context.ts";
import type { Invocation } from "../invocation.ts";
import { oneLine } from "../plain-text.ts";
import { toJson } from "../reporters/json.ts";
import { VERSION } from "../version.ts";
import { sceneOf } from "./scene.ts";

/** `version`: migrun and everything that a run would use here. */
export async function runVersion(invocation: Invocation, { io, loadEngine }: Context): Promise<number> {
  const engine = await loadEngine();
  const found = await engine.versions(sceneOf(invocation, io));
  const { python, alembic, sqlalchemy, postgres } = found;
  const versions = { migrun: VERSION, node: io.nodeVersion, python, alembic, sqlalchemy, postgres };
  if (invocation.options.format === "json") {
    await io.stdout.write(`${toJson({ schemaVersion: 1, versions })}\n`);
    return 0;
  }
  const lines = Object.entries(versions).map(
    ([name, version]) => `${name.padEnd(11)} ${version === null ? "not found" : oneLine(version)}\n`,
  );
  await io.stdout.write(lines.join(""));
  return 0;
}
