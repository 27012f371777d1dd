import type { Progress } from "./shown-progress.ts";
import type { Io } from "../io.ts";
import { noteLine } from "../messages.ts";
import { createTheme, wantsColor, wantsUnicode } from "../theme.ts";
import { startLive } from "./live.ts";
import { startPlain } from "./plain.ts";

/** What decides how progress is shown. */
export interface ProgressRequest {
  readonly quiet: boolean;
  readonly verbosity: number;
  readonly color: boolean | null;
  /** Commands that only read files are over before progress could be read. */
  readonly needsDatabase: boolean;
}

/** Live rows on a terminal, plain lines in CI and pipes, nothing with `--quiet`. */
export function startProgress(io: Io, request: ProgressRequest): Progress {
  const { quiet, verbosity, needsDatabase } = request;
  if (quiet) return { emit: () => {}, stop: () => {} };
  if (!needsDatabase && verbosity === 0) return notesOnly(io);
  const { env } = io;
  const isLive = io.stderr.isTTY && (env["CI"] ?? "") === "" && env["TERM"] !== "dumb";
  if (!isLive) return startPlain(io, verbosity);
  const theme = createTheme({
    color: wantsColor({ flag: request.color, env, isTTY: true }),
    unicode: wantsUnicode(env, io.platform),
  });
  return startLive(io, theme, verbosity);
}

function notesOnly(io: Io): Progress {
  return {
    emit: (event) => {
      if (event.kind === "run-note") void io.stderr.write(`${noteLine(event.message)}\n`);
    },
    stop: () => {},
  };
}
