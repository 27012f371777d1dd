import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** A wire to a server: frozen, it accepts and never answers; stalled, the server stops in the middle; cut, it is gone. */
export interface Wire {
  readonly port: number;
  state: "open" | "frozen" | "stalled" | "cut";
  /** Resolves when somebody has connected. */
  connected(): Promise<unknown>;
  close(): void;
}

/** Lays one that a test may freeze, stall and cut. */
export async function layWire(to: { readonly host: string; readonly port: number }): Promise<Wire> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((client) => {
    sockets.add(client);
    client.on("error", () => {});
    if (wire.state === "cut") client.destroy();
    if (wire.state !== "open" && wire.state !== "stalled") return;
    const upstream = connect(to);
    upstream.on("error", () => client.destroy());
    client.on("close", () => upstream.destroy());
    client.on("data", (bytes: Buffer) => {
      if (wire.state !== "stalled" || !bytes.includes("BEGIN")) upstream.write(bytes);
    });
    upstream.pipe(client);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const wire: Wire = {
    port: (server.address() as { port: number }).port,
    state: "open",
    connected: () => once(server, "connection"),
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
  return wire;
}
