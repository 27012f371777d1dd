import { execFile } from "node:child_process";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, inject } from "vitest";
import { parse } from "yaml";
import { ensureEnvironment, ensureTools } from "../../../../scripts/python-environments.ts";
import { startMigrun, temporaryFolder, testPython } from "./migrun.ts";
import type { EndedRun } from "./migrun.ts";
import { git, workspace } from "./repository.ts";

const shop = await ensureEnvironment("shop");

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly "working-directory"?: string;
}

interface Job {
  readonly steps: readonly Step[];
  readonly env?: Readonly<Record<string, string>>;
  readonly defaults?: { readonly run?: { readonly "working-directory"?: string } };
}

/** What a run of a workflow left. */
export interface EndedWorkflow extends EndedRun {
  /** What this machine cannot do, and why. */
  readonly notes: readonly string[];
  readonly checkout: string;
  /** The file of the job's summary. */
  readonly summary: string;
  /** Paths that were uploaded. */
  readonly uploaded: readonly string[];
}

/** Executes the steps of a workflow's only job as a runner of GitHub would, on a clone of a repository. */
export async function runWorkflow(text: string, origin: string): Promise<EndedWorkflow> {
  const { jobs } = parse(text) as { readonly jobs: Readonly<Record<string, Job>> };
  const [job] = Object.values(jobs);
  if (job === undefined) throw new Error("the workflow has no job");
  // npx finds the packed command in the folder above, where a runner would fetch it from the registry.
  const checkout = join(inject("installFolder"), "runner", crypto.randomUUID());
  const temp = await temporaryFolder();
  const env: Record<string, string> = {
    ...packageIndexes(),
    ...job.env,
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_WORKSPACE: checkout,
    GITHUB_STEP_SUMMARY: join(temp, "summary.md"),
    RUNNER_TEMP: temp,
    npm_config_offline: "true",
    MIGRUN_PYTHON: "",
  };
  const fill = (value: string): string =>
    value.replaceAll(/\$\{\{ (?:runner\.temp|env\.(\w+)) \}\}/gu, (_, name?: string) =>
      name === undefined ? temp : (env[name] ?? ""),
    );
  const notes: string[] = [];
  const uploaded: string[] = [];
  let last: EndedRun = { exitCode: 0, stdout: "", stderr: "" };
  for (const step of job.steps) {
    const [action] = (step.uses ?? "").split("@");
    if (action === "actions/upload-artifact") uploaded.push(fill(String(step.with?.["path"])));
    else if (last.exitCode !== 0) continue;
    else if (action === "actions/checkout") await checkOut(origin, checkout, step);
    else if (action === "actions/setup-python") env["PATH"] = `${await setUpPython()}:${process.env["PATH"]}`;
    else if (action === "astral-sh/setup-uv") env["PATH"] = `${await ensureTools()}:${process.env["PATH"]}`;
    else if (action === "actions/cache") expect(fill(String(step.with?.["path"]))).toContain(temp);
    else if (step.run === undefined) throw new Error(`this test cannot do: ${JSON.stringify(step)}`);
    else if (isOutOfReach(step.run)) notes.push(`no package index in reach, so not executed: ${step.run}`);
    else {
      const folder = step["working-directory"] ?? job.defaults?.run?.["working-directory"] ?? ".";
      const own = Object.entries(step.env ?? {}).map(([name, value]) => [name, fill(value)]);
      last = await (
        await startMigrun(["-c", step.run], {
          cwd: join(checkout, folder),
          env: { ...env, ...Object.fromEntries(own) },
          program: ["bash", "-e"],
        })
      ).ended;
    }
  }
  for (const path of uploaded)
    await access(path).catch(() => expect.fail(`nothing to upload: ${last.stdout}${last.stderr}`));
  return { ...last, notes, checkout, summary: env["GITHUB_STEP_SUMMARY"] ?? "", uploaded };
}

/** Without an index of packages the interpreter sees what Debian installed, and pip has nothing to do. */
function isOutOfReach(command: string): boolean {
  return shop.source === "debian" && command.startsWith("pip install ");
}

async function checkOut(origin: string, into: string, step: Step): Promise<void> {
  expect(step.with).toMatchObject({ "fetch-depth": 0 });
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

/** How pip, uv and npm reach their indexes from here, and the Python that uv would fetch. */
export function packageIndexes(): Record<string, string> {
  const wanted = Object.entries(process.env).filter(([name]) =>
    /^(?:PIP_|UV_|npm_config_|SSL_CERT_|REQUESTS_CA|NODE_EXTRA_CA|HTTPS?_PROXY$)/iu.test(name),
  );
  return { ...Object.fromEntries(wanted.map(([name, value]) => [name, value ?? ""])), UV_PYTHON: testPython };
}
