import { expect, test } from "vitest";
import { renderUpgradeMetrics } from "./upgrade-metrics.ts";

type Target = Parameters<typeof renderUpgradeMetrics>[0]["targets"][number];

const DONE: Target = {
  name: "users",
  status: "upgraded",
  exitCode: 0,
  durationMs: 1500,
  waitedMs: 250,
  lockTimeoutRetries: 2,
};

function render(targets: readonly Target[], before = ""): readonly string[] {
  const text = renderUpgradeMetrics({ endedAt: 1_795_564_802, targets }, before);
  return text.split("\n").filter((line) => !line.startsWith("#"));
}

test("what became of a target, in base units, each with its type", () => {
  expect(
    renderUpgradeMetrics({ endedAt: 1_795_564_802, targets: [DONE] }, "")
      .split("\n")
      .filter((line) => !line.startsWith("# HELP")),
  ).toEqual([
    "# TYPE migrun_last_apply_timestamp_seconds gauge",
    'migrun_last_apply_timestamp_seconds{name="users"} 1795564802',
    "# TYPE migrun_last_apply_duration_seconds gauge",
    'migrun_last_apply_duration_seconds{name="users"} 1.5',
    "# TYPE migrun_last_apply_success gauge",
    'migrun_last_apply_success{name="users"} 1',
    "# TYPE migrun_lock_wait_seconds gauge",
    'migrun_lock_wait_seconds{name="users"} 0.25',
    "# TYPE migrun_lock_timeout_retries_total counter",
    'migrun_lock_timeout_retries_total{name="users"} 2',
    "",
  ]);
});

test("a counter counts on, what this run did not touch stays, and foreign lines are left out", () => {
  const odd = { ...DONE, name: 'a "b"\\n\nc' };
  const first = render([DONE, odd]).join("\n");
  const failed: Target = { ...DONE, status: "failed", exitCode: 4, lockTimeoutRetries: 1 };
  const skipped: Target = { ...odd, status: "skipped", exitCode: 0, durationMs: 0 };
  const again = render([failed, skipped], `node_load1 3\nmigrun_last_apply_success{name="x"} soon\n${first}`);
  const name = String.raw`{name="a \"b\"\\n\nc"}`;
  expect(again.filter((line) => /success|retries|duration/u.test(line))).toEqual([
    `migrun_last_apply_duration_seconds${name} 1.5`,
    'migrun_last_apply_duration_seconds{name="users"} 1.5',
    `migrun_last_apply_success${name} 1`,
    'migrun_last_apply_success{name="users"} 0',
    `migrun_lock_timeout_retries_total${name} 2`,
    'migrun_lock_timeout_retries_total{name="users"} 3',
  ]);
  expect(again.join("\n")).not.toContain("node_load1");
});
