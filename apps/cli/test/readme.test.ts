import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { ensureEnvironment } from "../../../scripts/python-environments.ts";
import { migrun } from "./rig/migrun.ts";
import { withoutTimes } from "./rig/plain.ts";
import { createRepository, workspace } from "./rig/repository.ts";
import { runWorkflow } from "./rig/run-workflow.ts";
import type { EndedWorkflow } from "./rig/run-workflow.ts";

const readme = await readFile(join(workspace, "README.md"), "utf8");
const shop = await ensureEnvironment("shop");

/** The fenced block that follows a line with the given text. */
function blockAfter(text: string): string {
  const from = readme.indexOf(text);
  const block = from === -1 ? null : /^```[a-z]*\n([\s\S]*?)^```$/mu.exec(readme.slice(from));
  if (block?.[1] === undefined) throw new Error(`README.md has no fenced block after: ${text}`);
  return block[1];
}

test("the output that the README shows is the output", async () => {
  const cwd = join(workspace, "examples", "shop");
  const run = await migrun(["all", "--python", shop.python], { cwd });
  expect(run.exitCode).toBe(0);
  expect(withoutTimes(blockAfter("<!-- output: migrun all -->"))).toBe(withoutTimes(run.stdout));
});

describe("the workflow in the README", () => {
  const workflow = blockAfter("## In CI");
  let good: EndedWorkflow;
  beforeAll(async () => {
    good = await runWorkflow(workflow, await createRepository({ folders: { ".": "examples/shop" } }));
  });

  test("is green on a sound repository, and leaves the report", async ({ annotate }) => {
    for (const note of good.notes) await annotate(note);
    expect(good.stderr + good.stdout).not.toContain("::error");
    expect(good.exitCode).toBe(0);
    const junit = await readFile(join(good.checkout, "migrun.xml"), "utf8");
    const suites = [...junit.matchAll(/<testsuite name="(\w+)" tests="7" failures="0" errors="0"/gu)];
    expect(suites.map(([, name]) => name)).toEqual(["analytics", "billing", "shipping", "users"]);
    expect(await readFile(good.summary, "utf8")).toContain("users");
  });

  test("is red on a broken one, with annotations at the lines", async () => {
    const bad = await runWorkflow(
      workflow,
      await createRepository({
        folders: { ".": "examples/shop-broken" },
        files: {
          "migrun.config.yaml": "allRevisions: true\nassumeLockTimeout: true\n",
          "requirements.txt": await readFile(join(workspace, "examples/shop/requirements.txt"), "utf8"),
        },
      }),
    );
    expect(bad.exitCode).toBe(1);
    const annotations = bad.stdout.split("\n").filter((line) => line.startsWith("::error "));
    const titles = annotations.map((line) => /title=([^,:]+)/u.exec(line)?.[1] ?? line);
    expect(titles.toSorted()).toMatchSnapshot("titles");
    // GitHub takes ten: the last one counts the others.
    expect(annotations).toHaveLength(10);
    expect(
      annotations.slice(0, 9).filter((line) => !/ file=services\/[^,]+\.py,line=\d+/u.test(line)),
    ).toEqual([]);
    expect(await readFile(join(bad.checkout, "migrun.xml"), "utf8")).toContain("<failure");
    expect(await readFile(bad.summary, "utf8")).toContain("payments");
  });
});
