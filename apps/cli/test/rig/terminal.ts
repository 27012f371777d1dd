import { stripVTControlCharacters } from "node:util";
import { type EndedRun, installedBin, migrun, type RunOptions, testPython } from "./migrun.ts";

/** A pseudo-terminal around a command: it answers the first question with its argument. Everything shown is on stdout, without colours. */
const PTY = `
import os, pty, sys
answer, *command = sys.argv[1:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
shown, is_answered = b"", False
while True:
    try:
        data = os.read(terminal, 4096)
    except OSError:
        break
    if not data:
        break
    shown += data
    os.write(1, data)
    if not is_answered and b"[y/N] " in shown:
        is_answered = True
        os.write(terminal, answer.encode() + b"\\n")
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

/** Runs the installed command on a terminal where somebody gives this answer. Not on Windows. */
export async function migrunOnTerminal(
  answer: string,
  args: readonly string[],
  options: RunOptions,
): Promise<EndedRun> {
  const program: RunOptions["program"] = [testPython, "-c", PTY, answer, process.execPath, installedBin()];
  const env = { TERM: "xterm", ...options.env };
  const run = await migrun(args, { ...options, env, program });
  return { ...run, stdout: stripVTControlCharacters(run.stdout) };
}
