export * from "./bridge/protocol.ts";
export * from "./exec/shell.ts";
export * from "./config/load-config.ts";
