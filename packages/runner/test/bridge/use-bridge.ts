import { afterAll, beforeAll } from "vitest";
import type { Bridge } from "../../src/bridge/bridge.ts";
import { testBridge } from "./project.ts";
import { startTestServer, type TestServer } from "./two-servers.ts";

/** What the tests of a file share; there within tests only. */
export interface Shared {
  readonly server: TestServer;
  readonly bridge: Bridge;
}

/** A server and a bridge for all tests of a file. */
export function useBridge(): Shared {
  let shared: Shared | null = null;
  const now = (): Shared => {
    if (shared === null) throw new Error("Internal error: the bridge is there within tests only");
    return shared;
  };
  beforeAll(async () => {
    const [server, bridge] = await Promise.all([startTestServer(), testBridge()]);
    shared = { server, bridge };
  });
  afterAll(async () => {
    await shared?.bridge[Symbol.asyncDispose]();
    await shared?.server[Symbol.asyncDispose]();
  });
  return {
    get server() {
      return now().server;
    },
    get bridge() {
      return now().bridge;
    },
  };
}
