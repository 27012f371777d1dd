import type { RunEvent } from "@migrun/core";

/** A target at work, as far as its events tell. */
export interface RunningTarget {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly check: string | null;
  readonly revision: { readonly id: string; readonly done: number; readonly total: number } | null;
}

/** What is known of a run that goes on. */
export interface RunState {
  readonly since: number;
  readonly total: number;
  readonly ended: number;
  readonly failed: number;
  /** In the order in which they began. */
  readonly running: readonly RunningTarget[];
  /** The latest slow thing of the whole run; null when a target has started since. */
  readonly note: string | null;
}

/** Before the first event. */
export function startOfRun(now: number): RunState {
  return { since: now, total: 0, ended: 0, failed: 0, running: [], note: null };
}

/** The state after an event. */
export function advance(state: RunState, event: RunEvent, now: number): RunState {
  switch (event.kind) {
    case "run-started":
      return { ...state, total: event.targets.length };
    case "run-note":
      return { ...state, note: event.message };
    case "target-started": {
      const started = { name: event.target, since: now, check: null, revision: null };
      return { ...state, note: null, running: [...state.running, started] };
    }
    case "check-started":
      return change(state, event.target, { check: event.check, revision: null });
    case "revision": {
      const { check, revision: id, done, total } = event;
      return change(state, event.target, { check, revision: { id, done, total } });
    }
    case "check-ended":
      return change(state, event.target, { check: null, revision: null });
    case "target-ended": {
      const { status } = event.report;
      return {
        ...state,
        ended: state.ended + 1,
        failed: state.failed + Number(status === "failed" || status === "error"),
        running: state.running.filter((target) => target.name !== event.target),
      };
    }
    case "output":
    case "run-ended":
      return state;
  }
}

function change(state: RunState, name: string, news: Partial<RunningTarget>): RunState {
  const running = state.running.map((target) => (target.name === name ? { ...target, ...news } : target));
  return { ...state, running };
}
