// Run by ordinary-user.test.ts in a process of its own: a server and a command in a network of their own.
import { execFile } from "node:child_process";
import { createServer } from "node:net";
import { promisify } from "node:util";
import { createPrivateNetwork } from "../../src/network/private-network.ts";
import { ask, openPool } from "./test-pool.ts";

/** What a command inside sees: the port of the server, one that listens outside, and the network. */
const PROBE = `
import json, os, socket, sys
def reach(port):
    try:
        with socket.create_connection(("127.0.0.1", int(port))):
            return "reached"
    except OSError as error:
        return type(error).__name__
print(json.dumps({"server": reach(sys.argv[1]), "outside": reach(sys.argv[2]), "uid": os.getuid(),
                  "interfaces": [name for _, name in socket.if_nameindex()]}))
`;
const PYTHON = "/usr/bin/python3";

async function useNetwork(): Promise<object> {
  const made = await createPrivateNetwork(PYTHON, new AbortController().signal);
  if (!made.ok) return { refused: made.error.reason };
  using network = made.value;
  await using pool = await openPool({ size: 1, launch: network.launch });
  await using server = await pool.lease("one", new AbortController().signal);
  const name = await server.createDatabase("shop");
  const [row] = await ask(server.endpoint, name, "SELECT current_database() AS name");
  const outside = createServer().listen(0, "127.0.0.1");
  await new Promise((listening) => outside.once("listening", listening));
  const address = outside.address();
  const ports = [server.endpoint.port, typeof address === "object" ? address?.port : 0];
  const args = ["-c", PROBE, ...ports.map(String)];
  const { file, args: all, options } = network.launch({ file: PYTHON, args, cwd: "/", identity: null });
  const { stdout } = await promisify(execFile)(file, all, options);
  outside.close();
  return { ...row, uid: process.getuid?.(), inside: JSON.parse(stdout) as unknown };
}

process.stdout.write(JSON.stringify(await useNetwork()));
