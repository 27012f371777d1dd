import { LAST_APPLY_HELP } from "../live/render-metrics.ts";
import { type MetricFamily, prometheusText, readNamedSamples } from "../live/prometheus-text.ts";
import { compareCodePoints } from "../text/compare-code-points.ts";
import type { UpgradeTarget } from "./upgrade-document.ts";

/** What the metrics of a deploy are made of. */
export interface UpgradeMetricsInput {
  /** Seconds since 1970. */
  readonly endedAt: number;
  readonly targets: readonly Pick<
    UpgradeTarget,
    "name" | "status" | "exitCode" | "durationMs" | "waitedMs" | "lockTimeoutRetries"
  >[];
}

/** A metric of a target; `total` adds up over runs. */
interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: MetricFamily["type"];
  readonly value: (target: UpgradeMetricsInput["targets"][number], endedAt: number) => number;
}

/** A help text and a type belong to a name for ever: the textfile collector refuses files that disagree. */
const METRICS: readonly Metric[] = [
  {
    name: "migrun_last_apply_timestamp_seconds",
    help: LAST_APPLY_HELP,
    type: "gauge",
    value: (_, endedAt) => endedAt,
  },
  {
    name: "migrun_last_apply_duration_seconds",
    help: "How long the last migrun upgrade of the target took, waiting included.",
    type: "gauge",
    value: ({ durationMs }) => durationMs / 1000,
  },
  {
    name: "migrun_last_apply_success",
    help: "1: after the last migrun upgrade the live database had what it was to have.",
    type: "gauge",
    value: ({ exitCode }) => (exitCode === 0 ? 1 : 0),
  },
  {
    name: "migrun_lock_wait_seconds",
    help: "How long the last migrun upgrade of the target waited for locks of the database.",
    type: "gauge",
    value: ({ waitedMs }) => waitedMs / 1000,
  },
  {
    name: "migrun_lock_timeout_retries_total",
    help: "Further tries of migrun upgrade after a lock timeout.",
    type: "counter",
    value: ({ lockTimeoutRetries }) => lockTimeoutRetries,
  },
];

/**
 * What `upgrade` leaves for the textfile collector of Prometheus. `before`: what the file held. Targets that this run
 * had nothing to do with keep their values there, and counters count on. The version of migrun is left out: two files
 * of one machine would both have it, and the collector refuses that.
 */
export function renderUpgradeMetrics(input: UpgradeMetricsInput, before: string): string {
  const { endedAt } = input;
  const begun = input.targets.filter(({ status }) => status !== "skipped" && status !== "planned");
  return prometheusText(
    METRICS.map(({ name, help, type, value }) => {
      const values = new Map(readNamedSamples(before, name));
      for (const target of begun) {
        const earlier = type === "counter" ? (values.get(target.name) ?? 0) : 0;
        values.set(target.name, earlier + value(target, endedAt));
      }
      const samples = [...values]
        .toSorted(([one], [other]) => compareCodePoints(one, other))
        .map(([target, number]) => ({ labels: { name: target }, value: number }));
      return { name, help, type, samples };
    }),
  );
}
