/**
 * What every command needs, in a module that help does not load. The build makes one file of it and of what it imports:
 * see decision 0047.
 */
export { runCommand } from "./commands/index.ts";
export { createEngine } from "./create-engine.ts";
export { endWithError } from "./failure.ts";
export { parseArguments } from "./program.ts";
