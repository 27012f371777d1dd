import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { wantedVersionTable } from "./read-version-table.ts";

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../../fixtures/${name}`, import.meta.url));

test("the version table is the one that env.py asks for, else what the ini says, else not known", async () => {
  const wanted = async (
    scriptDirectory: string | null,
    versionTable: string | null = null,
  ): Promise<unknown> => await wantedVersionTable({ scriptDirectory, versionTable });
  expect(await wanted(fixture("linear/migrations"))).toEqual({ name: "alembic_version", schema: null });
  expect(await wanted(fixture("version-schema/migrations"))).toMatchObject({ schema: "shop" });
  expect(await wanted(fixture("no-such-folder"))).toBeNull();
  expect(await wanted(null, "ini_version")).toEqual({ name: "ini_version", schema: null });
});
