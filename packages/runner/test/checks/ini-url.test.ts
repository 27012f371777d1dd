import { expect, it } from "vitest";
import { copyFixture, told } from "./run-fixture.ts";

/** What a run of the plain fixture tells with this URL in its ini file. */
async function findingsWith(url: string): Promise<{ text: string; json: string }> {
  await using project = await copyFixture("linear");
  const ini = await project.read("alembic.ini");
  await project.write(
    "alembic.ini",
    ini.replace(/^sqlalchemy\.url.*$/mu, () => `sqlalchemy.url = ${url}`),
  );
  const ran = await project.run();
  expect(ran.report.exitCode).not.toBe(0);
  return { text: told(ran.target().findings), json: JSON.stringify([ran.report, ran.events]) };
}

it("a % that is not doubled in the URL of the ini: what to write, and nothing of the password", async () => {
  const secret = "d94f0c1b2a3e4d5f6071829304a5b6c7";
  const { text, json } = await findingsWith(`postgresql://scott:p%40${secret}@db.prod:5432/foo`);
  expect(text).toContain("'%' must be followed by '%' or '('");
  expect(text).toContain("> Write % as %% in sqlalchemy.url of alembic.ini [alembic]");
  expect(text).not.toContain("Mend env.py");
  expect(json).not.toContain(secret);
});

it("the URL of Alembic's template: that it is a placeholder", async () => {
  const { text } = await findingsWith("driver://user:pass@localhost/dbname");
  expect(text).toContain("Can't load plugin: sqlalchemy.dialects:driver");
  expect(text).toContain(
    "> The URL in alembic.ini [alembic] is still Alembic's placeholder: set sqlalchemy.url",
  );
  expect(text).not.toContain("prepend_sys_path");
});
