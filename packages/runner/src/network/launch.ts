import type { ServerIdentity } from "../server/server-identity.ts";

/** A program that is about to be started. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  /** The user to run as, where it is not the caller. */
  readonly identity: ServerIdentity | null;
}

/** What to hand to `spawn` so that the command runs where it should; its process id is the command's own. */
export interface Launched {
  readonly file: string;
  readonly args: readonly string[];
  readonly options: { readonly cwd: string; readonly uid?: number; readonly gid?: number };
}

/** Decides in which network a program runs. `errors`: the descriptor that hears why it did not start (default: its stderr). */
export type Launch = (command: Command, errors?: number) => Launched;

/** The network of this machine: the program is started as it is. */
export const launchHere: Launch = ({ file, args, cwd, identity }) => ({
  file,
  args,
  options: { cwd, ...identity },
});
