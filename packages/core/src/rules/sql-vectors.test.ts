import { expect, it } from "vitest";
import { SQL_RULES } from "./sql-rules.ts";
import { judgeVector, SQL_VECTORS } from "./sql-vectors.test-data.ts";

const WRITTEN: ReadonlySet<string> = new Set(SQL_RULES.map(({ code }) => code));

it.each(SQL_VECTORS)("$id", (vector) => {
  const codes = judgeVector(vector);
  expect(
    vector.fires.filter((code) => WRITTEN.has(code) && !codes.has(code)),
    "must fire",
  ).toEqual([]);
  expect(
    vector.not.filter((code) => codes.has(code)),
    "must not fire",
  ).toEqual([]);
});
