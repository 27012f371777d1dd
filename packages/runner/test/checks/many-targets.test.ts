import { cp, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { copyFixture, type Ran, runFixture, told } from "./run-fixture.ts";

/** The most targets that were at work at once. */
function mostAtOnce(events: Ran["events"]): number {
  let [now, most] = [0, 0];
  for (const event of events) {
    if (event.kind === "target-started") most = Math.max(most, (now += 1));
    if (event.kind === "target-ended") now -= 1;
  }
  return most;
}

it("keeps services apart whose packages have the same name", async () => {
  const ran = await runFixture("clash");
  expect(ran.report).toMatchObject({ exitCode: 0, summary: { targets: 2, passed: 2 } });
  expect(
    ran.report.targets.map((one) => [one.name, one.checks.find((check) => check.id === "drift")?.data]),
  ).toEqual([
    ["orders", { differences: 0, tables: 1 }],
    ["stock", { differences: 0, tables: 1 }],
  ]);
});

it("keeps roles and database names of targets apart that run side by side", async () => {
  const ran = await runFixture("roles", { flags: { jobs: 2 } });
  expect(ran.report.targets.map((one) => told(one.findings))).toEqual(["", ""]);
  expect(ran.report).toMatchObject({ exitCode: 0, summary: { targets: 2, passed: 2 } });
  expect(mostAtOnce(ran.events)).toBe(2);
});

it("gives a cluster that a target has changed to nobody else", async () => {
  const ran = await runFixture("roles", { flags: { jobs: 1 } });
  expect(ran.report).toMatchObject({ exitCode: 0, summary: { targets: 2, passed: 2 } });
  expect(mostAtOnce(ran.events)).toBe(1);
});

it("stops for no broken target", async () => {
  await using project = await copyFixture("clash");
  await project.edit("orders/migrations/env.py", "from models import Base", "from model import Base");
  const ran = await project.run();
  expect(ran.report).toMatchObject({ exitCode: 1, summary: { passed: 1, failed: 1 } });
  expect(told(ran.target("orders").findings)).toMatchInlineSnapshot(`
    "MX905 upgrade-failed error (upgrade) orders/migrations/env.py:6
    env.py failed: No module named 'model'
    > Let \`prepend_sys_path\` lead to the module, install it into the interpreter of this target, or choose another with \`targets.orders.python\`.
    > Python's way there:
    >     orders/migrations/env.py:6 in <module>: from model import Base"
  `);
  expect(ran.target("stock").status).toBe("passed");
});

it("runs twenty targets, at most `jobs` of them at once", async () => {
  await using project = await copyFixture("linear");
  const sections = ["[DEFAULT]", "prepend_sys_path = .", "path_separator = os"];
  for (let number = 1; number <= 20; number += 1) {
    const name = `service_${number}`;
    await cp(join(project.folder, "migrations"), join(project.folder, name), { recursive: true });
    await writeFile(
      join(project.folder, name, "env.py"),
      (await project.read("migrations/env.py")).replaceAll(
        "target_metadata=Base.metadata,",
        `target_metadata=Base.metadata, version_table="${name}_version",`,
      ),
    );
    sections.push(
      `[${name}]`,
      `script_location = ${name}`,
      `sqlalchemy.url = postgresql+psycopg2://app@db.internal/${name}`,
    );
  }
  await project.write("alembic.ini", `${sections.join("\n")}\n`);
  await rename(join(project.folder, "migrations"), join(project.folder, "unused"));
  const ran = await project.run({ flags: { jobs: 3 } });
  expect(ran.report.targets.flatMap((one) => one.findings).map((one) => one.message)).toEqual([]);
  expect(ran.report).toMatchObject({ exitCode: 0, summary: { targets: 20, passed: 20 } });
  expect(ran.events[0]).toMatchObject({ kind: "run-started", jobs: 3 });
  expect(mostAtOnce(ran.events)).toBe(3);
});
