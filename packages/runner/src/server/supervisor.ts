import { spawn } from "node:child_process";
import { type Launch, launchHere } from "../network/launch.ts";
import { LIBRARY_VARIABLE, serverEnvironment } from "./run-process.ts";
import type { ServerIdentity } from "./server-identity.ts";

/** What a supervisor does. Nothing in it is secret: all of it can be seen in the process list. */
export interface SupervisorPlan {
  /** Folder of the cluster: removed when the server has ended. */
  readonly folder: string;
  /** Copied to `<folder>/data` first. */
  readonly template: string;
  readonly postgres: string;
  readonly args: readonly string[];
  readonly libraryPath: readonly string[];
  /** Where the server listens: what its own libpq goes to by default, as for `dblink('dbname=shop')`. */
  readonly own?: { readonly host: string; readonly port: number };
  readonly identity: ServerIdentity | null;
  /** Default: in the network of this machine. */
  readonly launch?: Launch;
  /** Default: `sh`, and `node` on Windows. */
  readonly kind?: "sh" | "node";
}

/** A server under a supervisor: a tiny process that outlives us just long enough to clean up. */
export interface Supervisor {
  /** Resolves when the server has ended and its folder is gone, with the end of its log if it failed. */
  readonly ended: Promise<string>;
  /** True once `ended` has resolved. */
  hasEnded(): boolean;
  /** Stops the server at once and waits for the end. */
  stop(): Promise<void>;
  /** Leaves the server running when this process ends. */
  release(): void;
}

// Standard input is a pipe from migrun. Its end, also by kill -9, stops the server; the word `keep`
// lets it go on alone. The signal is sent until it is heard: a shell starts background commands with
// SIGQUIT ignored, so one that comes before Postgres has a handler is lost.
const SH_SCRIPT = `
folder=$1 template=$2 variable=$3 libraries=$4
shift 4
exec 3<&0 </dev/null
ulimit -c 0
cp -R "$template" "$folder/data" && {
  [ -z "$libraries" ] || export "$variable=$libraries"
  "$@" >>"$folder/server.log" 2>&1 3<&- &
  server=$!
  (
    while read -r word; do [ "$word" = keep ] && exit; done <&3
    while kill -QUIT "$server"; do sleep 0.1 || sleep 1; done
  ) >/dev/null 2>&1 &
  reader=$!
  exec 3<&-
  wait "$server"
  [ $? -eq 0 ] || tail -n 12 "$folder/server.log"
  kill "$reader" 2>/dev/null
}
cd / && rm -rf "$folder" 2>/dev/null
`;

const NODE_SCRIPT = `
const { spawn } = require("node:child_process"), fs = require("node:fs"), path = require("node:path");
const [folder, template, variable, libraries, ...command] = process.argv.slice(1);
const log = path.join(folder, "server.log");
const end = (said) => {
  process.chdir(path.parse(folder).root);
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
  process.stdout.write(said, () => process.exit());
};
try {
  fs.cpSync(template, path.join(folder, "data"), { recursive: true });
  const out = fs.openSync(log, "a");
  const env = libraries ? { ...process.env, [variable]: libraries } : process.env;
  const server = spawn(command[0], command.slice(1), { stdio: ["ignore", out, out], env, windowsHide: true });
  fs.closeSync(out);
  let kept = false;
  process.stdin.on("data", (word) => { kept ||= String(word).includes("keep"); });
  process.stdin.on("end", () => { if (!kept) server.kill("SIGQUIT"); });
  server.on("error", (error) => end(error.message));
  server.on("exit", (code) => end(code === 0 ? "" : fs.readFileSync(log, "utf8").split("\\n").slice(-12).join("\\n")));
} catch (error) { end(error.message); }
`;

/** Starts a server under a supervisor, in a session of its own: Ctrl-C in the terminal does not reach it. */
export function startSupervisor(plan: SupervisorPlan): Supervisor {
  const kind = plan.kind ?? (process.platform === "win32" ? "node" : "sh");
  const [file, ...first] =
    kind === "sh"
      ? ["/bin/sh", "-c", SH_SCRIPT, "migrun-server"]
      : [process.execPath, "-e", NODE_SCRIPT, "--"];
  const command = [plan.postgres, ...plan.args];
  const { folder: cwd, identity, launch = launchHere } = plan;
  const facts = [plan.folder, plan.template, LIBRARY_VARIABLE, plan.libraryPath.join(":")];
  const launched = launch({ file: file!, args: [...first, ...facts, ...command], cwd, identity });
  const child = spawn(launched.file, launched.args, {
    ...launched.options,
    env: { ...serverEnvironment([]), ...ownAddress(plan) },
    stdio: ["pipe", "pipe", "pipe"],
    detached: process.platform !== "win32",
    windowsHide: true,
  });
  let output = "";
  let isOver = false;
  const collect = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  child.stdin.on("error", () => {});
  const ended = new Promise<string>((resolve) => {
    const finish = (text: string): void => {
      isOver = true;
      resolve(text);
    };
    child.once("error", (error) => finish(error.message));
    child.once("close", () => finish(output.trim()));
  });
  return {
    ended,
    hasEnded: () => isOver,
    stop: async () => {
      child.stdin.end();
      await ended;
    },
    release: () => {
      child.stdin.write("keep\n");
      child.stdin.end();
      child.stdout.destroy();
      child.stderr.destroy();
      child.unref();
    },
  };
}

// Without them libpq inside the server would go to whatever listens at the default address of this machine.
function ownAddress({ own }: SupervisorPlan): Record<string, string> {
  return own === undefined ? {} : { PGHOST: own.host, PGPORT: String(own.port) };
}
