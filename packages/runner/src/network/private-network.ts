import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { err, ok, type Result } from "@migrun/core";
import { bridgeFolder } from "../bridge/bridge-folder.ts";
import type { Command, Launch } from "./launch.ts";
import { type NetworkProblem, noLinux, refusedBy } from "./network-problem.ts";

/** A network that only processes of one run are in, with a loopback interface and nothing else. */
export interface PrivateNetwork extends Disposable {
  /** Starts programs inside of it. */
  readonly launch: Launch;
}

/** Without the user's packages and settings: it is ours, and starts in a few milliseconds. */
const FLAGS = ["-I", "-S", "-B"];

/**
 * Makes a network of its own: namespaces of the kernel (as an ordinary user with a user namespace around
 * them). They are held by open files of this process and by the programs inside: when all are gone, however
 * they ended, nothing is left. `python` is any Python 3 with `ctypes`.
 */
export async function createPrivateNetwork(
  python: string,
  signal: AbortSignal,
): Promise<Result<PrivateNetwork, NetworkProblem>> {
  if (process.platform !== "linux") return err(noLinux());
  const program = [...FLAGS, join(bridgeFolder(), "network.py")];
  const maker = spawn(python, [...program, "make"], {
    cwd: "/",
    stdio: ["pipe", "pipe", "pipe"],
    signal,
    killSignal: "SIGKILL",
  });
  const said = await firstWords(maker);
  signal.throwIfAborted();
  if (said !== "ready\n" || maker.pid === undefined) return err(refusedBy(said));
  const files: number[] = [];
  try {
    for (const kind of process.getuid?.() === 0 ? ["net", "mnt"] : ["net", "mnt", "user"])
      files.push(openSync(`/proc/${maker.pid}/ns/${kind}`, "r"));
  } catch (error) {
    for (const file of files) closeSync(file);
    return err(refusedBy(String(error)));
  } finally {
    maker.stdin.end();
  }
  const [net, mount, user = null] = files.map((file) => `/proc/${process.pid}/fd/${file}`);
  return ok({
    launch: (command, errors = 2) => ({
      file: python,
      args: [
        ...program,
        "enter",
        entrance({ net, mount, user }, command, errors),
        "--",
        command.file,
        ...command.args,
      ],
      options: { cwd: "/" },
    }),
    [Symbol.dispose]: () => {
      for (const file of files.splice(0)) closeSync(file);
    },
  });
}

function entrance(namespaces: object, { cwd, identity }: Command, errors: number): string {
  const { uid, gid } = identity ?? { uid: null, gid: null };
  return JSON.stringify({ ...namespaces, cwd, uid, gid, errors });
}

/** All that it says until it waits or ends. */
function firstWords(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const collect = (chunk: Buffer): void => {
      text += chunk.toString();
      if (text === "ready\n") resolve(text);
    };
    child.stdin?.on("error", () => {});
    child.stdout?.on("data", collect);
    child.stderr?.on("data", collect);
    child.once("error", (error) => resolve(error.message));
    child.once("close", () => resolve(text));
  });
}
