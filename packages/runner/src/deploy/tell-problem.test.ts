import type { TargetConfig, UpgradeTarget } from "@migrun/core";
import { expect, test } from "vitest";
import type { DeployOptions } from "./deploy-request.ts";
import { tellProblem } from "./tell-problem.ts";

const told = (problem: object, record = true): UpgradeTarget["problem"] => {
  const report = { status: "failed", problem: { message: "m", hint: "h", ...problem } };
  const given = { settings: { record } as TargetConfig, deploy: { to: "heads" } as DeployOptions };
  return tellProblem(report as UpgradeTarget, given).problem;
};

test("a record that may not be written is a matter of grants, and no revision is to be mended", () => {
  const problem = { sqlState: "42501", file: "env.py", line: 10, revision: "a" };
  const statement = "CREATE TABLE IF NOT EXISTS shop.alembic_version_migrun (revision text)";
  expect(told({ ...problem, statement })).toMatchObject({
    file: null,
    revision: null,
    hint: expect.stringMatching(/Grant it CREATE[^]*alembic_version_migrun[^]*record: false/u),
  });
  const theirs = { ...problem, statement: "CREATE TABLE my_migrun_table (id int)" };
  expect(told(theirs)).toMatchObject({ file: "env.py", hint: "h" });
});

test("`record: true` is not recommended to who has it", () => {
  expect(told({ kind: "unknown-revision" })?.hint).toContain("does not prove this database ahead");
  expect(told({ kind: "unknown-revision" }, false)?.hint).toBe("h");
});

test("messages of the server lose their tabs, and a sentence ends once", () => {
  const message = "connection failed\n\tIs the server running?.. See ../x and more... The end..";
  expect(told({ message })?.message).toBe(
    "connection failed\n Is the server running?. See ../x and more... The end.",
  );
});
