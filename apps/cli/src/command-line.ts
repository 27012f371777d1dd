/**
 * What every command needs, in a module that help does not load. The build makes one file of it and of what it imports:
 * see decision 0047.
 */
import { type Invocation, plainInvocation } from "./invocation.ts";

export { runCommand } from "./commands/index.ts";
export { createEngine } from "./create-engine.ts";
export { endWithError } from "./failure.ts";

/** Reads a command line. Throws a `MigrunError` (exit 2) that names what is unknown and what was probably meant. */
export async function parseArguments(argv: readonly string[]): Promise<Invocation> {
  return plainInvocation(argv) ?? (await import("./program.ts")).parseArguments(argv);
}
