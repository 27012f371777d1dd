/** Where text goes: stdout or stderr. */
export interface Output {
  /** Resolves when the text is handed over. A reader that has gone away is not an error: what follows is dropped. */
  readonly write: (text: string) => Promise<void>;
  readonly isTTY: boolean;
  /** Columns of the terminal; null if it is none. Asked each time: it may be resized. */
  readonly columns: () => number | null;
  /** Rows of the terminal, as above. */
  readonly rows: () => number | null;
}

/** Everything of the outside that a command touches: tests give their own. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly platform: string;
  readonly nodeVersion: string;
  /** Aborts at the first Ctrl-C or SIGTERM; its reason is the name of the signal. */
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Calls back after the given time, again and again, without keeping the process alive; the result ends it. */
  readonly every: (ms: number, callback: () => void) => () => void;
  /**
   * Takes the second signal: it calls back instead of ending the process, and only a third one ends that at once. The
   * result takes it back.
   */
  readonly onSecondSignal: (callback: () => void) => () => void;
  /** Calls back right before the process ends, on every path that allows it; the result takes it back. Synchronous only. */
  readonly atExit: (callback: () => void) => () => void;
  /** Asks on the terminal and gives the answer; null where the reader leaves without one. Null: nobody is there to ask. */
  readonly ask: ((question: string) => Promise<string | null>) | null;
  readonly randomToken: () => string;
}

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 143 } as const;

/** The real outside. The first signal aborts, a second one ends the process at once, unless somebody takes it. */
export function createProcessIo(): Io {
  const controller = new AbortController();
  const takers = new Set<() => void>();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) {
        if (takers.size === 0) process.exit(EXIT_CODES[name]);
        for (const taker of takers) taker();
        takers.clear();
        return;
      }
      controller.abort(name === "SIGINT" ? "SIGINT" : "SIGTERM");
    });
  }
  return {
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    env: process.env,
    cwd: process.cwd(),
    platform: process.platform,
    nodeVersion: process.versions.node,
    signal: controller.signal,
    now: () => Date.now(),
    every: (ms, callback) => {
      const timer = setInterval(callback, ms);
      timer.unref();
      return () => clearInterval(timer);
    },
    onSecondSignal: (callback) => {
      takers.add(callback);
      return () => void takers.delete(callback);
    },
    atExit: (callback) => {
      process.on("exit", callback);
      return () => process.off("exit", callback);
    },
    get ask() {
      return isAttended() ? (question: string) => askTerminal(question, controller.signal) : null;
    },
    randomToken: () => globalThis.crypto.randomUUID(),
  };
}

/** In CI and in hooks a terminal may be there, and nobody who reads it. */
function isAttended(): boolean {
  const { CI, PRE_COMMIT, TERM } = process.env;
  const isTerminal = process.stdin.isTTY === true && process.stderr.isTTY === true;
  return isTerminal && (CI ?? "") === "" && PRE_COMMIT !== "1" && TERM !== "dumb";
}

async function askTerminal(question: string, signal: AbortSignal): Promise<string | null> {
  const { createInterface } = await import("node:readline");
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // While it reads, Ctrl-C arrives here and not as a signal; Ctrl-D and the end of input only close it.
  terminal.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    return await new Promise((resolve) => {
      terminal.once("close", () => resolve(null));
      signal.addEventListener("abort", () => resolve(null), { once: true });
      terminal.question(question, resolve);
    });
  } finally {
    terminal.close();
  }
}

function outputOf(stream: NodeJS.WriteStream): Output {
  let gone = false;
  // EPIPE (`migrun all | head`) arrives as an event too, and would end the process.
  stream.on("error", () => {
    gone = true;
  });
  return {
    write: (text) =>
      new Promise((resolve) => {
        if (gone || text === "") resolve();
        else stream.write(text, () => resolve());
      }),
    // Node leaves the property out where there is no terminal.
    isTTY: stream.isTTY === true,
    // A terminal that does not know its size says 0.
    columns: () => (stream.isTTY === true && stream.columns > 0 ? stream.columns : null),
    rows: () => (stream.isTTY === true && stream.rows > 0 ? stream.rows : null),
  };
}
