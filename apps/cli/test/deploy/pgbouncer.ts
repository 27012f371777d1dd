import { execFile, spawn } from "node:child_process";
import { chmod, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { promisify } from "node:util";
import { temporaryFolder } from "../rig/migrun.ts";

const run = promisify(execFile);

/** A PgBouncer in transaction mode in front of a server. */
export interface Pooler extends AsyncDisposable {
  readonly port: number;
}

/** Starts Debian's pgbouncer; installs it where that is possible. Null: it is not here, and cannot be. */
export async function startPgbouncer(server: {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}): Promise<Pooler | null> {
  const program = await findOrInstall();
  if (program === null) return null;
  const folder = await temporaryFolder();
  const port = await freePort();
  await writeFile(`${folder}/users.txt`, `"${server.user}" "${server.password}"\n`);
  await writeFile(
    `${folder}/pgbouncer.ini`,
    `[databases]
* = host=${server.host} port=${server.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = plain
auth_file = ${folder}/users.txt
pool_mode = transaction
ignore_startup_parameters = extra_float_digits
`,
  );
  for (const file of ["users.txt", "pgbouncer.ini"]) await chmod(`${folder}/${file}`, 0o644);
  const asRoot = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const child = spawn(program, [`${folder}/pgbouncer.ini`], { stdio: "ignore", ...asRoot });
  await answers(port);
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await gone;
    },
  };
}

async function findOrInstall(): Promise<string | null> {
  const found = async (): Promise<string | null> => {
    for (const path of ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer"])
      if (
        await run(path, ["--version"]).then(
          () => true,
          () => false,
        )
      )
        return path;
    return null;
  };
  const there = await found();
  if (there !== null || process.getuid?.() !== 0) return there;
  const apt = (...args: readonly string[]): Promise<unknown> =>
    run("apt-get", args, {
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      timeout: 120_000,
    }).catch(() => null);
  // The lists of an image are empty or old.
  await apt("update");
  await apt("install", "-y", "--no-install-recommends", "pgbouncer");
  return await found();
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

async function answers(port: number): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => (socket.destroy(), resolve(true)));
      socket.once("error", () => resolve(false));
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("pgbouncer does not answer");
}
