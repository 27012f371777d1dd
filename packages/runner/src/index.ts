export * from "./bridge/protocol.ts";
