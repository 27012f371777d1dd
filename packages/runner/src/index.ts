export * from "./bridge/protocol.ts";
export * from "./exec/shell.ts";
