import { spawn } from "node:child_process";
import type { ServerIdentity } from "./server-identity.ts";

/** How a server program is started. */
export interface ProcessOptions {
  readonly identity: ServerIdentity | null;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** How a program ended; `code` is null where it could not be started or was killed. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a program to its end under the server's user. Never rejects: what went wrong is in `output`. */
export function runProcess(
  file: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    let output = "";
    const child = spawn(file, args, {
      ...options.identity,
      env: options.env,
      cwd: options.cwd,
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
    });
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.once("error", (error) => resolve({ code: null, output: error.message }));
    child.once("close", (code) => resolve({ code, output }));
  });
}

/** The environment of server programs: nothing of the caller's that could change how they behave. */
export function serverEnvironment(libraryPath: readonly string[]): Record<string, string> {
  const base: Record<string, string> = { LC_ALL: "C", TZ: "UTC" };
  for (const name of process.platform === "win32" ? ["PATH", "SystemRoot", "TEMP", "TMP"] : ["PATH"]) {
    const value = process.env[name];
    if (value !== undefined) base[name] = value;
  }
  // The supervisor calls cp, rm, sleep and tail, also where somebody's PATH has only their own programs.
  if (process.platform !== "win32") base["PATH"] = `${base["PATH"] ?? ""}:/usr/bin:/bin`;
  return libraryPath.length === 0 ? base : { ...base, [LIBRARY_VARIABLE]: libraryPath.join(":") };
}

/** Where the loader looks for shared libraries first. */
export const LIBRARY_VARIABLE = process.platform === "darwin" ? "DYLD_LIBRARY_PATH" : "LD_LIBRARY_PATH";
