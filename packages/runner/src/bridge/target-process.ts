import type { Socket } from "node:net";
import type { BridgeListener } from "./bridge.ts";
import { LockWatcher } from "./lock-watcher.ts";
import type { AskedDatabase, Endpoint, GivenDatabase } from "./protocol.ts";
import { readLines } from "./read-lines.ts";
import type { FromChild, ProcessEnd, ToChild, WireAnswer, WireNote } from "./wire.ts";
import type { ForkedProcess, Zygote } from "./zygote.ts";

/** What came of a call: an answer, or the end of the process. */
export type CallOutcome = WireAnswer | { readonly end: ProcessEnd };

/** Takes in what is told while a call runs. */
export interface NoteTaker {
  add(note: WireNote): void;
}

interface Call {
  readonly id: number;
  readonly record: NoteTaker;
  readonly resolve: (answer: WireAnswer) => void;
  readonly reject: (bug: unknown) => void;
}

/** What a process may ask and tell. */
export interface ProcessListener extends Omit<BridgeListener, "onDatabase"> {
  readonly onDatabase: (asked: AskedDatabase) => Promise<GivenDatabase>;
  /** How to reach a database that was given; null: it was not. Absent: nothing is traced. */
  readonly placeOf?: (database: string) => Promise<Endpoint | null>;
}

type Answer = Extract<ToChild, { answer: unknown }>["answer"];

/** How long the user's exit handlers may take. Milliseconds. */
const GRACE_MS = 1000;

/** One living Python process of a target: one call at a time. */
export class TargetProcess {
  readonly #forked: ForkedProcess;
  readonly #listener: ProcessListener;
  readonly #watcher: LockWatcher;
  readonly #ready: Promise<Socket | null>;
  #control: Socket | null = null;
  #call: Call | null = null;
  #next = 1;
  #alive = true;
  readonly #flush: (() => void)[] = [];

  constructor(zygote: Zygote, listener: ProcessListener) {
    this.#forked = zygote.fork();
    this.#listener = listener;
    this.#watcher = new LockWatcher(listener.placeOf ?? (async () => null));
    void this.#watch();
    this.#ready = Promise.race([this.#connect(), this.#forked.ended.then(() => null)]);
  }

  /** False when the process is known to be gone. */
  get alive(): boolean {
    return this.#alive;
  }

  /** Sends a request and waits for its answer, or for the end of the process. */
  async call(operation: string, request: unknown, record: NoteTaker): Promise<CallOutcome> {
    const control = await this.#ready;
    if (control === null) return { end: await this.#forked.ended };
    const id = this.#next++;
    const answer = new Promise<WireAnswer>((resolve, reject) => {
      this.#call = { id, record, resolve, reject };
    });
    this.#send({ id, operation, request });
    const outcome = await Promise.race([answer, this.#forked.ended.then((end) => ({ end }))]);
    this.#call = null;
    await this.#outputs();
    return outcome;
  }

  /** Says something in the middle of a call; there is no answer to it. */
  tell(operation: string, request: unknown): void {
    this.#send({ id: 0, operation, request });
  }

  /** SIGKILL to the process and all it started; settles when they are gone. */
  async kill(): Promise<void> {
    this.#forked.kill();
    await this.#forked.ended;
    await this.#outputs();
  }

  /** Lets the user's exit handlers run for a moment, then ends the process. */
  async close(): Promise<void> {
    this.#control?.end();
    if (this.#control === null) this.#forked.kill();
    const timer = setTimeout(() => {
      this.#forked.kill();
    }, GRACE_MS);
    await this.#forked.ended;
    clearTimeout(timer);
    await this.#outputs();
  }

  async #watch(): Promise<void> {
    await this.#forked.ended;
    this.#alive = false;
    await this.#watcher.end();
  }

  async #connect(): Promise<Socket> {
    const { control, stdout, stderr } = await this.#forked.visitors;
    this.#listen(stdout.socket, "stdout");
    this.#listen(stderr.socket, "stderr");
    this.#control = control.socket;
    readLines(control.socket, (line) => {
      this.#receive(JSON.parse(line) as FromChild);
    });
    control.socket.resume();
    return control.socket;
  }

  #receive(message: FromChild): void {
    const call = this.#call;
    if ("id" in message) {
      if (call?.id === message.id) call.resolve(message);
    } else if ("question" in message) {
      void this.#answer(message, call);
    } else if ("ran" in message) {
      call?.record.add(message);
      this.#listener.onEvent(message.event);
    } else if ("event" in message) {
      this.#listener.onEvent(message.event);
    } else {
      call?.record.add(message);
    }
  }

  async #answer(message: Extract<FromChild, { question: string }>, call: Call | null): Promise<void> {
    try {
      this.#send({ answer: await this.#answerTo(message) });
    } catch (bug) {
      call?.reject(bug);
    }
  }

  #answerTo(message: Extract<FromChild, { question: string }>): Promise<Answer> {
    if (message.question === "database") return this.#listener.onDatabase(message.asked);
    return message.question === "watch" ? this.#watcher.begin(message) : this.#watcher.end();
  }

  #send(message: ToChild): void {
    if (this.#control?.writable === true) this.#control.write(`${JSON.stringify(message)}\n`);
  }

  #listen(socket: Socket, stream: "stdout" | "stderr"): void {
    let rest = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => {
      const end = chunk.lastIndexOf("\n") + 1;
      if (end > 0) this.#listener.onOutput(stream, rest + chunk.slice(0, end));
      rest = end > 0 ? chunk.slice(end) : rest + chunk;
    });
    this.#flush.push(() => {
      if (rest !== "") this.#listener.onOutput(stream, rest);
      rest = "";
    });
    socket.resume();
  }

  /**
   * What was printed before the answer lies in the kernel by now, and one turn of the event loop reads
   * all sockets that are ready; the second covers an answer that was read early in its turn.
   */
  async #outputs(): Promise<void> {
    for (let turn = 0; turn < 2; turn++) {
      await new Promise((done) => {
        setImmediate(done);
      });
    }
    for (const flush of this.#flush) flush();
  }
}
