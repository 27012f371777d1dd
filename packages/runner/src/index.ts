export * from "./bridge/protocol.ts";
export * from "./exec/shell.ts";
export * from "./config/load-config.ts";
export * from "./targets/discover-targets.ts";
export * from "./python/interpreter.ts";
export * from "./python/find-python.ts";
export { createPythonProbe } from "./python/probe-python.ts";
export type { PythonProbe } from "./python/probe-python.ts";
