import { expect, it } from "vitest";
import { createCatalog } from "../catalog/catalog.ts";
import { type CatalogStep, guiltyRevisions } from "./guilty-revisions.ts";

/** A step in short: its revision and what the catalog then holds. */
function step(revision: string | null, objects: Readonly<Record<string, string>>): CatalogStep {
  const catalog = createCatalog(
    Object.entries(objects).map(([object, definition]) => ({
      object,
      kind: "type",
      parent: null,
      definition,
    })),
  );
  return { revision, database: "users", catalog };
}

it("names the revision whose downgrade left something behind", () => {
  const up = [
    step(null, {}),
    step("a1", { "type:mood": "enum" }),
    step("b2", { "type:mood": "enum", "table:t": "t" }),
  ];
  const down = [
    step(null, { "type:mood": "enum", "table:t": "t" }),
    step("b2", { "type:mood": "enum" }),
    step("a1", { "type:mood": "enum" }),
  ];
  expect(guiltyRevisions(up, down)).toEqual(new Map([["type:mood", "a1"]]));
});

it("names the revision that did not give back what it changed", () => {
  const up = [step(null, { x: "1" }), step("a1", { x: "2" }), step("b2", { x: "3" })];
  const down = [step(null, { x: "3" }), step("b2", { x: "9" }), step("a1", { x: "1" })];
  expect(guiltyRevisions(up, down)).toEqual(new Map([["x", "b2"]]));
});

it("names the revision whose downgrade touched what its upgrade did not", () => {
  const up = [step(null, { x: "1" }), step("a1", { x: "1", y: "1" })];
  const down = [step(null, { x: "1", y: "1" }), step("a1", {})];
  expect(guiltyRevisions(up, down)).toEqual(new Map([["x", "a1"]]));
});

it("finds nothing in a clean history, whatever the order of the way down", () => {
  const up = [step(null, {}), step("a1", { a: "1" }), step("b2", { a: "1", b: "1" })];
  const down = [step(null, { a: "1", b: "1" }), step("a1", { b: "1" }), step("b2", {})];
  expect(guiltyRevisions(up, down).size).toBe(0);
});
