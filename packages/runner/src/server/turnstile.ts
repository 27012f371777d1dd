/** Lets a limited number through at a time, first come first served. */
export interface Turnstile {
  /** Resolves with the function that lets the next one through; rejects with the signal's reason when it aborts. */
  enter(signal: AbortSignal): Promise<() => void>;
}

/** Makes a turnstile for `size` at a time. */
export function createTurnstile(size: number): Turnstile {
  let free = size;
  const waiting: (() => void)[] = [];
  const leave = (): (() => void) => {
    let hasLeft = false;
    return () => {
      if (hasLeft) return;
      hasLeft = true;
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    };
  };
  return {
    enter: (signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason as Error);
        if (free > 0) {
          free -= 1;
          return resolve(leave());
        }
        const abandon = (): void => {
          waiting.splice(waiting.indexOf(pass), 1);
          reject(signal.reason as Error);
        };
        const pass = (): void => {
          signal.removeEventListener("abort", abandon);
          resolve(leave());
        };
        signal.addEventListener("abort", abandon, { once: true });
        waiting.push(pass);
      }),
  };
}
