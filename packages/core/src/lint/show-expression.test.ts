import { expect, it } from "vitest";
import { statements } from "./parser.test-data.ts";
import { showExpression } from "./show-expression.ts";

/** What becomes of an expression when it is read and shown. */
function shown(expression: string): string | null {
  const [statement] = statements([`SELECT ${expression}`]);
  const parsed = statement?.parsed;
  const target = parsed?.kind === "tree" ? parsed.node.SelectStmt?.targetList?.[0] : undefined;
  return showExpression(target?.ResTarget?.val);
}

it.each([
  "total >= 0",
  "total >= 0 AND (paid OR note IS NOT NULL)",
  "kind IN ('a', 'b')",
  "kind NOT IN ('a')",
  "(total + 1) > 2",
  "NOT (total < 0)",
  "paid IS TRUE",
  "(total > 0) IS NOT UNKNOWN",
  "lower(code::text)",
  "lower(code) LIKE 'a%'",
  "code NOT ILIKE 'a%'",
  "level BETWEEN 0 AND 3",
  "level NOT BETWEEN (a + 1) AND 3",
  "\"Odd Name\"::text = 'it''s'",
])("shows %s as it was", (expression) => {
  expect(shown(expression)).toBe(expression);
});

it("leaves out the type of a literal", () => {
  expect(shown("day >= date '2027-01-01'")).toBe("day >= '2027-01-01'");
});

it("shows nothing rather than half", () => {
  expect(shown("CASE WHEN paid THEN 1 END > 0")).toBeNull();
});
