import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { parse } from "yaml";
import { ensureEnvironment } from "../../../scripts/python-environments.ts";
import { migrun, startMigrun, temporaryFolder, testPython } from "./rig/migrun.ts";
import type { EndedRun } from "./rig/migrun.ts";
import { withoutTimes } from "./rig/plain.ts";
import { createRepository, git, workspace } from "./rig/repository.ts";

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

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly run?: string;
}

/** Executes the steps of a workflow as a runner of GitHub would, on a repository of ours. */
async function runWorkflow(origin: string) {
  const workflow = parse(blockAfter("## In CI")) as {
    readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
  };
  const [job] = Object.values(workflow.jobs);
  // npx finds the packed command in the folder above, where a runner would fetch it from the registry.
  const place = join(inject("installFolder"), "runner");
  const checkout = join(place, crypto.randomUUID());
  const env: Record<string, string> = {
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_WORKSPACE: checkout,
    GITHUB_STEP_SUMMARY: join(await temporaryFolder(), "summary.md"),
    npm_config_offline: "true",
    MIGRUN_PYTHON: "",
  };
  const summary = env["GITHUB_STEP_SUMMARY"] ?? "";
  const notes: string[] = [];
  let last: EndedRun = { exitCode: 0, stdout: "", stderr: "" };
  for (const step of job?.steps ?? []) {
    const [action] = (step.uses ?? "").split("@");
    if (action === "actions/checkout") await checkOut(origin, checkout, step);
    else if (action === "actions/setup-python") env["PATH"] = `${await setUpPython()}:${process.env["PATH"]}`;
    else if (step.run === undefined) throw new Error(`this test cannot do: ${JSON.stringify(step)}`);
    else if (isOutOfReach(step.run)) notes.push(`no package index in reach, so not executed: ${step.run}`);
    else {
      const passed = { ...pipEnvironment(), ...env };
      last = await (
        await startMigrun(["-c", step.run], { cwd: checkout, env: passed, program: ["bash", "-e"] })
      ).ended;
      if (last.exitCode !== 0) break;
    }
  }
  return { ...last, notes, checkout, summary };
}

/** Without an index of packages the interpreter sees what Debian installed, and pip has nothing to do. */
function isOutOfReach(command: string): boolean {
  return shop.source === "debian" && command.startsWith("pip install ");
}

async function checkOut(origin: string, into: string, step: Step): Promise<void> {
  expect(step.with).toEqual({ "fetch-depth": 0 });
  await git(workspace, "clone", "--quiet", "--no-local", origin, into);
}

/** A fresh environment; without an index of packages, one that sees what Debian installed. */
async function setUpPython(): Promise<string> {
  const folder = join(await temporaryFolder(), "python");
  const offline = shop.source === "debian" ? ["--system-site-packages"] : [];
  const python = offline.length > 0 ? "/usr/bin/python3" : testPython;
  await promisify(execFile)(python, ["-m", "venv", ...offline, folder]);
  return join(folder, "bin");
}

/** How pip reaches its index from here. */
function pipEnvironment(): Record<string, string> {
  const wanted = Object.entries(process.env).filter(([name]) =>
    /^(?:PIP_|SSL_CERT_|REQUESTS_CA|HTTPS?_PROXY$)/iu.test(name),
  );
  return Object.fromEntries(wanted.map(([name, value]) => [name, value ?? ""]));
}

describe("the workflow in the README", () => {
  let good: Awaited<ReturnType<typeof runWorkflow>>;
  beforeAll(async () => {
    good = await runWorkflow(await createRepository({ folders: { ".": "examples/shop" } }));
  });

  test("is green on a sound repository, and leaves the report", async ({ annotate }) => {
    for (const note of good.notes) await annotate(note);
    expect(good.stderr + good.stdout).not.toContain("::error");
    expect(good.exitCode).toBe(0);
    const junit = await readFile(join(good.checkout, "migrun.xml"), "utf8");
    const suites = [...junit.matchAll(/<testsuite name="(\w+)" tests="6" failures="0" errors="0"/gu)];
    expect(suites.map(([, name]) => name)).toEqual(["analytics", "billing", "shipping", "users"]);
    expect(await readFile(good.summary, "utf8")).toContain("users");
  });

  test("is red on a broken one, with annotations at the lines", async () => {
    const bad = await runWorkflow(
      await createRepository({
        folders: { ".": "examples/shop-broken" },
        files: {
          "migrun.config.yaml": "allRevisions: true\n",
          "requirements.txt": await readFile(join(workspace, "examples/shop/requirements.txt"), "utf8"),
        },
      }),
    );
    expect(bad.exitCode).toBe(1);
    const annotations = bad.stdout.split("\n").filter((line) => line.startsWith("::error "));
    const titles = annotations.map((line) => /title=([^,:]+)/u.exec(line)?.[1] ?? line);
    expect(titles.toSorted()).toMatchSnapshot("titles");
    expect(annotations.filter((line) => !/ file=services\/[^,]+\.py,line=\d+/u.test(line))).toEqual([]);
    expect(await readFile(join(bad.checkout, "migrun.xml"), "utf8")).toContain("<failure");
    expect(await readFile(bad.summary, "utf8")).toContain("payments");
  });
});
