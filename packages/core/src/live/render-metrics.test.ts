import { expect, test } from "vitest";
import type { LiveStatus } from "./live-status.ts";
import { renderMetrics } from "./render-metrics.ts";

const BEHIND: LiveStatus = {
  name: 'a "b"\\c',
  state: "behind",
  current: ["a1"],
  expected: ["b2", "c3"],
  pending: ["b2", "c3"],
  reason: null,
};
const GONE: LiveStatus = { ...BEHIND, name: "gone", state: "unreachable", current: [], pending: [] };
const UNKNOWN: LiveStatus = { ...BEHIND, name: "odd", state: "unknown", pending: [] };
const appliedAt = new Map([[BEHIND.name, 1_764_000_000.25]]);

test("every name of Prometheus, with labels escaped; of an unreachable database the state alone", () => {
  const text = renderMetrics({ targets: [BEHIND, GONE], appliedAt, version: "1.2.3", statesOnly: false });
  const lines = text.split("\n");
  expect(lines.filter((line) => !line.startsWith("#") && !line.endsWith(" 0"))).toEqual([
    'migrun_build_info{version="1.2.3"} 1',
    String.raw`migrun_migration_state{name="a \"b\"\\c",state="behind"} 1`,
    'migrun_migration_state{name="gone",state="unreachable"} 1',
    String.raw`migrun_migration_pending_revisions{name="a \"b\"\\c"} 2`,
    String.raw`migrun_migration_info{name="a \"b\"\\c",current="a1",expected="b2,c3"} 1`,
    String.raw`migrun_last_apply_timestamp_seconds{name="a \"b\"\\c"} 1764000000.25`,
    "",
  ]);
  expect(lines.filter((line) => line.startsWith("# TYPE"))).toHaveLength(6);
});

test("how much is pending is not told where nobody knows", () => {
  const text = renderMetrics({ targets: [UNKNOWN], appliedAt, version: "1.2.3", statesOnly: false });
  expect(text).toContain('migrun_migration_info{name="odd"');
  expect(text).not.toContain("pending");
});

test("the public sees states, and neither ids nor versions nor times", () => {
  const text = renderMetrics({ targets: [BEHIND], appliedAt, version: "1.2.3", statesOnly: true });
  expect(text).toContain("migrun_migration_at_head");
  expect(text).not.toMatch(/1\.2\.3|a1|b2|pending|1764/u);
});
