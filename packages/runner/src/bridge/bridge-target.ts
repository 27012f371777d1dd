import { err, ok, type Result } from "@migrun/core";
import type { BridgeListener, BridgeTarget, RequestOptions } from "./bridge.ts";
import type {
  AskedDatabase,
  BridgeError,
  BridgeOperation,
  BridgeOperations,
  Endpoint,
  GivenDatabase,
  OpenRequest,
} from "./protocol.ts";
import { RequestRecord } from "./request-record.ts";
import { TargetProcess, type CallOutcome } from "./target-process.ts";
import type { ProcessEnd } from "./wire.ts";
import type { Zygote } from "./zygote.ts";
import { monotonicMs } from "../exec/monotonic-ms.ts";

/** Gives a living interpreter, started again if the former one is gone. */
export type ZygoteSource = () => Promise<Result<Zygote, string>>;

/** Operations that execute env.py. */
const RUNS_ENV: ReadonlySet<BridgeOperation> = new Set(["upgrade", "downgrade", "offline", "diff"]);

type Answer<O extends BridgeOperation> = Result<BridgeOperations[O]["result"], BridgeError>;
type Stopped = { readonly stopped: "timed-out" | "cancelled" };

/** A target over the life of several processes. */
export class RunningTarget implements BridgeTarget {
  readonly #request: OpenRequest;
  readonly #listener: BridgeListener;
  readonly #zygote: ZygoteSource;
  readonly #databases = new Map<string, Promise<GivenDatabase>>();
  #process: Promise<Result<TargetProcess, string>> | null;
  #opened = false;
  #envRuns = 0;
  #freshEachRun = false;
  #queue: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(request: OpenRequest, listener: BridgeListener, zygote: ZygoteSource) {
    this.#request = request;
    this.#listener = listener;
    this.#zygote = zygote;
    this.#process = this.#start();
  }

  request<O extends BridgeOperation>(
    operation: O,
    request: BridgeOperations[O]["request"],
    options: RequestOptions,
  ): Promise<Answer<O>> {
    const answer = this.#queue.then(() => this.#answer(operation, request, options));
    this.#queue = answer.catch(() => undefined);
    return answer;
  }

  renew(): Promise<void> {
    const retired = this.#queue.then(() => this.#retire());
    this.#queue = retired.catch(() => undefined);
    return retired;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    const opened = await this.#process;
    if (opened?.ok === true) await opened.value.close();
    await this.#queue;
  }

  async #answer<O extends BridgeOperation>(
    operation: O,
    request: BridgeOperations[O]["request"],
    options: RequestOptions,
  ): Promise<Answer<O>> {
    const deadline = monotonicMs() + options.timeoutMs;
    const runsEnv = RUNS_ENV.has(operation);
    if (runsEnv && this.#freshEachRun && this.#envRuns > 0) await this.#retire();
    const first = await this.#attempt(operation, request, options, deadline);
    if (first.ok || first.error.kind !== "not-rerunnable") return first;
    // It will be so at every further run: from now on each gets a process of its own.
    this.#freshEachRun = true;
    await this.#retire();
    return this.#attempt(operation, request, options, deadline);
  }

  async #attempt<O extends BridgeOperation>(
    operation: O,
    request: BridgeOperations[O]["request"],
    options: RequestOptions,
    deadline: number,
  ): Promise<Answer<O>> {
    const record = new RequestRecord();
    if (this.#closed) return err(record.errorOf("cancelled", "The target was closed"));
    if (RUNS_ENV.has(operation)) this.#envRuns++;
    const limit = stopSignal(options.signal, deadline - monotonicMs());
    try {
      const outcome = await Promise.race([this.#call(operation, request, record), limit.stopped]);
      if (typeof outcome === "string") return err(record.errorOf("process-ended", outcome));
      if ("stopped" in outcome) return await this.#stop(outcome.stopped, options, record);
      return await this.#settle<O>(outcome, record);
    } catch (bug) {
      await this.#kill();
      throw bug;
    } finally {
      limit.clear();
    }
  }

  /** A sentence where there is no interpreter any more. */
  async #call(
    operation: BridgeOperation,
    request: unknown,
    record: RequestRecord,
  ): Promise<CallOutcome | string> {
    const started = await this.#living();
    if (!started.ok) return started.error;
    if (!this.#opened) {
      const opened = await started.value.call("open", this.#request, record);
      if (!("result" in opened)) return opened;
      this.#opened = true;
    }
    return operation === "open" ? { id: 0, result: {} } : started.value.call(operation, request, record);
  }

  async #settle<O extends BridgeOperation>(outcome: CallOutcome, record: RequestRecord): Promise<Answer<O>> {
    if ("end" in outcome) {
      this.#forget();
      return err(record.errorOf("process-ended", endInWords(outcome.end)));
    }
    if ("error" in outcome) {
      if (!this.#opened) await this.#retire();
      return err(record.errorFrom(outcome.error));
    }
    const result = { statements: record.statements, ...outcome.result };
    return ok(result as unknown as BridgeOperations[O]["result"]);
  }

  async #stop(
    kind: "timed-out" | "cancelled",
    options: RequestOptions,
    record: RequestRecord,
  ): Promise<Result<never, BridgeError>> {
    await this.#kill();
    const message = kind === "cancelled" ? "Cancelled" : `Not finished within ${options.timeoutMs / 1000} s`;
    return err(record.errorOf(kind, message));
  }

  async #start(): Promise<Result<TargetProcess, string>> {
    const zygote = await this.#zygote();
    if (!zygote.ok) return zygote;
    const { onEvent, onOutput } = this.#listener;
    const onDatabase = (asked: AskedDatabase): Promise<GivenDatabase> => this.#database(asked);
    const placeOf = (database: string): Promise<Endpoint | null> => this.#placeOf(database);
    return ok(new TargetProcess(zygote.value, { onEvent, onOutput, onDatabase, placeOf }));
  }

  /** The process, or a fresh one where it has ended between two requests. */
  async #living(): Promise<Result<TargetProcess, string>> {
    const started = await this.#process;
    if (started?.ok === true && started.value.alive) return started;
    this.#forget();
    this.#process = this.#start();
    return this.#process;
  }

  /** The same answer for the same database, whichever process of this target asks. */
  #database(asked: AskedDatabase): Promise<GivenDatabase> {
    const key = JSON.stringify([asked.dialect, asked.host, asked.database]);
    const known = this.#databases.get(key) ?? this.#listener.onDatabase(asked);
    this.#databases.set(key, known);
    return known;
  }

  async #placeOf(database: string): Promise<Endpoint | null> {
    const { own } = this.#request;
    if (own !== null && "endpoint" in own && own.database === database) return own.endpoint;
    for (const given of await Promise.all(this.#databases.values())) {
      if (given.kind === "postgres" && given.database === database) return given.endpoint;
    }
    return null;
  }

  #forget(): void {
    this.#process = null;
    this.#opened = false;
    this.#envRuns = 0;
  }

  async #retire(): Promise<void> {
    const started = await this.#process;
    this.#forget();
    if (started?.ok === true) await started.value.close();
  }

  async #kill(): Promise<void> {
    const started = await this.#process;
    this.#forget();
    if (started?.ok === true) await started.value.kill();
  }
}

function stopSignal(signal: AbortSignal, leftMs: number): { stopped: Promise<Stopped>; clear: () => void } {
  let clear = (): void => undefined;
  const stopped = new Promise<Stopped>((resolve) => {
    const onAbort = (): void => {
      resolve({ stopped: "cancelled" });
    };
    const timer = setTimeout(resolve, Math.max(leftMs, 0), { stopped: "timed-out" });
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    clear = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
    };
  });
  return { stopped, clear };
}

function endInWords(end: ProcessEnd): string {
  if (end.signal !== null) return `The Python process was killed by ${end.signal}`;
  if (end.code !== null) return `The Python process ended with exit code ${end.code}`;
  return "The Python process is gone";
}
