import { LIVE_STATES } from "./judge-rows.ts";
import type { LiveStatus } from "./live-status.ts";
import { type MetricFamily, type MetricSample, prometheusText } from "./prometheus-text.ts";

/** A help text belongs to a name for ever, whoever tells the value: Prometheus keeps one. */
export const LAST_APPLY_HELP =
  "When migrun upgrade last ended for the target; from a live database when it last applied a revision.";

/** What the metrics of live databases are made of. */
export interface MetricsInput {
  readonly targets: readonly LiveStatus[];
  /** When the record says that a revision was last applied, by target; seconds since 1970. */
  readonly appliedAt: ReadonlyMap<string, number>;
  /** Of migrun. */
  readonly version: string;
  /** Without ids of revisions, their number and times: for readers who may know the state alone. */
  readonly statesOnly: boolean;
}

/** The text format of Prometheus. Ids of revisions are labels of `_info` alone: they change with every deploy. */
export function renderMetrics({ targets, appliedAt, version, statesOnly }: MetricsInput): string {
  const told = statesOnly ? [] : targets;
  const known = told.filter(({ state }) => state !== "unreachable");
  return prometheusText([
    gauge("migrun_build_info", "Version of migrun.", statesOnly ? [] : [{ labels: { version }, value: 1 }]),
    gauge(
      "migrun_migration_at_head",
      "1: the live database has every revision of the files, and no other.",
      targets.map(({ name, state }) => ({ labels: { name }, value: Number(state === "at_head") })),
    ),
    gauge(
      "migrun_migration_state",
      "1 for the state that the live database is in.",
      targets.flatMap(({ name, state }) =>
        LIVE_STATES.map((one) => ({ labels: { name, state: one }, value: Number(one === state) })),
      ),
    ),
    gauge(
      "migrun_migration_pending_revisions",
      "Revisions that an upgrade would run.",
      known
        .filter(({ state }) => state !== "unknown")
        .map(({ name, pending }) => ({ labels: { name }, value: pending.length })),
    ),
    gauge(
      "migrun_migration_info",
      "Current and expected revisions.",
      known.map(({ name, current, expected }) => ({
        labels: { name, current: current.join(","), expected: expected.join(",") },
        value: 1,
      })),
    ),
    gauge(
      "migrun_last_apply_timestamp_seconds",
      LAST_APPLY_HELP,
      told.flatMap(({ name }) => {
        const value = appliedAt.get(name);
        return value === undefined ? [] : [{ labels: { name }, value }];
      }),
    ),
  ]);
}

function gauge(name: string, help: string, samples: readonly MetricSample[]): MetricFamily {
  return { name, help, type: "gauge", samples };
}
