import { LIVE_STATES } from "./judge-rows.ts";
import type { LiveStatus } from "./live-status.ts";

/** What the metrics of live databases are made of. */
export interface MetricsInput {
  readonly targets: readonly LiveStatus[];
  /** Of migrun. */
  readonly version: string;
  /** Without ids of revisions and their number: for readers who may know the state alone. */
  readonly statesOnly: boolean;
}

/** The text format of Prometheus. Ids of revisions are labels of `_info` alone: they change with every deploy. */
export function renderMetrics({ targets, version, statesOnly }: MetricsInput): string {
  const series = (name: string, help: string, samples: readonly string[]): readonly string[] =>
    samples.length === 0 ? [] : [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...samples];
  const sample = (name: string, labels: Readonly<Record<string, string>>, value: number): string =>
    `${name}{${Object.entries(labels)
      .map(([key, text]) => `${key}="${escapeLabel(text)}"`)
      .join(",")}} ${value}`;
  const known = statesOnly ? [] : targets.filter(({ state }) => state !== "unreachable");
  return `${[
    ...series(
      "migrun_build_info",
      "Version of migrun.",
      statesOnly ? [] : [sample("migrun_build_info", { version }, 1)],
    ),
    ...series(
      "migrun_migration_at_head",
      "1: the live database has every revision of the files, and no other.",
      targets.map(({ name, state }) =>
        sample("migrun_migration_at_head", { name }, state === "at_head" ? 1 : 0),
      ),
    ),
    ...series(
      "migrun_migration_state",
      "1 for the state that the live database is in.",
      targets.flatMap(({ name, state }) =>
        LIVE_STATES.map((one) =>
          sample("migrun_migration_state", { name, state: one }, one === state ? 1 : 0),
        ),
      ),
    ),
    ...series(
      "migrun_migration_pending_revisions",
      "Revisions that an upgrade would run.",
      known.map(({ name, pending }) =>
        sample("migrun_migration_pending_revisions", { name }, pending.length),
      ),
    ),
    ...series(
      "migrun_migration_info",
      "Current and expected revisions.",
      known.map(({ name, current, expected }) =>
        sample(
          "migrun_migration_info",
          { name, current: current.join(","), expected: expected.join(",") },
          1,
        ),
      ),
    ),
  ].join("\n")}\n`;
}

function escapeLabel(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
