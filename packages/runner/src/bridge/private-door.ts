import { randomBytes, randomInt } from "node:crypto";
import { rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LONGEST_SOCKET_PATH } from "../network/socket-path.ts";
import { createClusterFolder } from "../server/cluster-folder.ts";
import { currentOwner } from "../server/owner.ts";
import { createRunId } from "../server/run-id.ts";

/** A connection whose first line named a token that was expected. */
export interface Visitor {
  readonly hello: Readonly<Record<string, unknown>>;
  /** Paused; what came after the first line is still in it. */
  readonly socket: Socket;
}

/** Where Python processes connect to. */
export type DoorAddress = { readonly path: string } | { readonly host: string; readonly port: number };

/** A listening socket in a private folder that only lets those in who know a token. */
export interface PrivateDoor extends AsyncDisposable {
  /** Made with mode 0700, removed at the end. */
  readonly folder: string;
  readonly address: DoorAddress;
  /** Calls back once when somebody comes with this token. */
  expect(token: string, enter: (visitor: Visitor) => void): void;
  forget(token: string): void;
}

/** More than any hello is. */
const LONGEST_HELLO = 65_536;

/** A word that cannot be guessed. */
export function createToken(): string {
  return randomBytes(24).toString("hex");
}

/** Opens the door: a Unix socket, or loopback TCP where there are none. */
export async function openPrivateDoor(transport: "unix" | "tcp"): Promise<PrivateDoor> {
  const owner = await currentOwner();
  const name = { runId: createRunId(owner), number: randomInt(10_000, 100_000) };
  // Owned like a cluster's: between here and the start of Python nobody else would remove it.
  const folder = createClusterFolder(folderForSockets(), name, { owner, identity: null });
  const expected = new Map<string, (visitor: Visitor) => void>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    admit(socket, expected);
  });
  await listen(
    server,
    transport === "unix" ? { path: join(folder, "door") } : { host: "127.0.0.1", port: 0 },
  );
  return {
    folder,
    address: addressOf(server),
    expect: (token, enter) => void expected.set(token, enter),
    forget: (token) => void expected.delete(token),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => {
        server.close(done);
      });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function folderForSockets(): string {
  const folder = tmpdir();
  return join(folder, "migrun-<id of a run>-00000", "door").length <= LONGEST_SOCKET_PATH ? folder : "/tmp";
}

function listen(server: Server, where: { path: string } | { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(where, resolve);
  });
}

function addressOf(server: Server): DoorAddress {
  const address = server.address();
  if (address === null) throw new Error("Internal error: the door has no address");
  return typeof address === "string" ? { path: address } : { host: address.address, port: address.port };
}

function admit(socket: Socket, expected: Map<string, (visitor: Visitor) => void>): void {
  let seen = Buffer.alloc(0);
  const onData = (chunk: Buffer): void => {
    seen = Buffer.concat([seen, chunk]);
    const end = seen.indexOf(10);
    if (end < 0) {
      if (seen.length > LONGEST_HELLO) socket.destroy();
      return;
    }
    socket.off("data", onData);
    socket.pause();
    const hello = parseHello(seen.subarray(0, end).toString("utf8"));
    const token = String(hello?.["token"]);
    const enter = expected.get(token);
    if (hello === null || enter === undefined) {
      socket.destroy();
      return;
    }
    expected.delete(token);
    if (end + 1 < seen.length) socket.unshift(seen.subarray(end + 1));
    enter({ hello, socket });
  };
  socket.on("data", onData);
}

function parseHello(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
