import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { MigrunError } from "@migrun/core";
import { readLiveTargets } from "../live/read-live-targets.ts";
import { refuseNoUrl } from "../live/run-status.ts";
import type { RunIo } from "../run/run-request.ts";
import { LookCache } from "./look-cache.ts";
import type { ServeRequest } from "./serve-request.ts";

/** How `serve` says that it listens. */
export interface ServeIo extends RunIo {
  readonly onListening: (info: {
    readonly url: string;
    readonly targets: readonly string[];
    /** Targets without a live database. */
    readonly leftOut: readonly string[];
  }) => void;
}

/** What requests under way have to end, once the server was told to. Milliseconds. */
const GRACE_MS = 5000;

/** Serves the live state until the signal aborts; answers that are under way are finished first. */
export async function runServe(request: ServeRequest, io: ServeIo): Promise<void> {
  const { targets, document, redact } = await readLiveTargets(request, io);
  const isLive = (target: (typeof targets)[number]): boolean =>
    target.place.ok || target.place.error.kind !== "no-url";
  refuseNoUrl(targets.map((target) => ({ failure: isLive(target) ? null : "no-url" })));
  const looks = new AbortController();
  const cache = new LookCache({
    targets: targets.filter(isLive),
    holdsMs: request.cacheSeconds * 1000,
    redact,
    signal: looks.signal,
  });
  const [{ getRequestListener }, { createApp }] = await Promise.all([
    import("@hono/node-server"),
    import("./create-app.ts"),
  ]);
  const app = createApp({ cache, document, request, version: request.migrun ?? "0.0.0" });
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 10_000, keepAliveTimeout: 5000, maxHeaderSize: 16_384 },
    getRequestListener(app.fetch),
  );
  try {
    await listen(server, request, io.signal);
    io.onListening({
      url: urlOf(server),
      targets: cache.targets.map(({ name }) => name),
      leftOut: targets.filter((target) => !isLive(target)).map(({ name }) => name),
    });
    if (!io.signal.aborted) await once(io.signal, "abort");
    await close(server);
  } finally {
    looks.abort();
  }
}

async function listen(server: Server, { host, port }: ServeRequest, signal: AbortSignal): Promise<void> {
  try {
    server.listen(port, host);
    await once(server, "listening", { signal });
  } catch (error) {
    signal.throwIfAborted();
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    const why: Readonly<Record<string, string>> = {
      EADDRINUSE: "something listens there already",
      EACCES: "this user may not listen there",
      EADDRNOTAVAIL: "this machine has no such address",
      ENOTFOUND: "no address has this name",
    };
    throw new MigrunError(`migrun cannot listen on ${host} port ${port}: ${why[code] ?? code}.`, {
      code: "MIGRUN_CANNOT_LISTEN",
      exitCode: 3,
      hint: "Give another --port or --host.",
    });
  }
}

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === "string") return String(address);
  const host = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}/`;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  // A connection that is kept alive falls idle when its answer is given, and nobody is told.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const end = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await closed;
  clearInterval(sweep);
  clearTimeout(end);
}
