import { describe, expect, test } from "vitest";
import { databaseName, fitName } from "./database-name.ts";
import { platformName, postgresVersion } from "./known-versions.ts";
import { createRunId, ownerOfRunId, RUN_ID_PATTERN } from "./run-id.ts";
import { scramVerifier } from "./scram-verifier.ts";

describe("run ids", () => {
  const owner = { pid: 4_194_304, start: "17", host: "ci-7 pid:[4026531836]" };

  test("tell their owner on the host that made them, and nothing elsewhere", () => {
    const runId = createRunId(owner);
    expect(runId).toMatch(new RegExp(`^${RUN_ID_PATTERN}$`, "u"));
    expect(ownerOfRunId(runId, owner.host)).toEqual({ ...owner, start: null });
    expect(ownerOfRunId(runId, "ci-8 pid:[4026531836]")).toBeNull();
    expect(ownerOfRunId("of_somebody_x", owner.host)).toBeNull();
  });
});

describe("database names", () => {
  test("long targets are cut, and still differ", () => {
    const [one, two] = ["a", "b"].map((end) => databaseName("0123456789abc", "x".repeat(90) + end, 12));
    expect(one).toHaveLength(63);
    expect(one).not.toBe(two);
    expect(databaseName("0123456789abc", "Users/Größe", 1)).toBe("migrun_0123456789abc_users_gr_e_1");
  });

  test("a wanted name is cut between characters, and leaves room for its suffix", () => {
    expect(fitName("shop", "_2")).toBe("shop_2");
    expect(Buffer.byteLength(fitName("é".repeat(60), "_12"))).toBeLessThanOrEqual(63);
    expect(fitName("a\0b", "")).toBe("ab");
  });
});

test("what Postgres stores for a password is SCRAM, salted", () => {
  const verifier = scramVerifier("secret");
  expect(verifier).toMatch(/^SCRAM-SHA-256\$1:[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$/u);
  expect(verifier).not.toBe(scramVerifier("secret"));
});

test("platform packages", () => {
  expect(platformName("win32", "x64")).toBe("windows-x64");
  expect(platformName("freebsd", "x64")).toBeNull();
  expect(postgresVersion("17.10.0-beta.17")).toBe("17.10");
});
