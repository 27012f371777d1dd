import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  CHECK_IDS,
  type CheckId,
  type Finding,
  type Report,
  ReportSchema,
  type RunEvent,
  type TargetReport,
} from "@migrun/core";
import { runAll } from "../../src/run/run-all.ts";
import type { ExecOutcome, RunCommand, RunFlags, RunRequest, Scene } from "../../src/run/run-request.ts";
import { runExec } from "../../src/run/run-exec.ts";
import { testPython } from "../python.ts";
import { SERVERS_FROM, TEST_MAJOR } from "../server/test-pool.ts";

const ROOT = join(import.meta.dirname, "../../../..");

/** What a test says about a run; what it does not say is as on the command line without flags. */
export interface RunOptions {
  /** Default: `all`. */
  readonly command?: RunCommand;
  /** Default: those of the command, but of \`all\` not lint, which has tests of its own. */
  readonly checks?: readonly CheckId[];
  readonly names?: readonly string[];
  readonly flags?: Partial<RunFlags>;
  /** Added to the few variables that a run needs. */
  readonly env?: Readonly<Record<string, string>>;
  /** Called as things happen, beside being recorded. */
  readonly onEvent?: (event: RunEvent) => void;
  readonly signal?: AbortSignal;
}

/** A run that has ended: its report, and everything that it told on the way. */
export interface Ran {
  readonly report: Report;
  readonly events: readonly RunEvent[];
  /** The target of that name; without a name the only one. */
  target(name?: string): TargetReport;
}

/** A copy of a fixture in a folder of its own, outside of this repository. */
export interface Project extends AsyncDisposable {
  readonly folder: string;
  run(options?: RunOptions): Promise<Ran>;
  exec(name: string, command: readonly [string, ...string[]], options?: RunOptions): Promise<ExecOutcome>;
  read(file: string): Promise<string>;
  write(file: string, text: string): Promise<void>;
  /** Replaces a text that must be there. */
  edit(file: string, from: string, to: string): Promise<void>;
}

/** Copies `fixtures/<shape>`, or a folder below the root such as `examples/shop`. */
export async function copyFixture(shape: string): Promise<Project> {
  const source = join(ROOT, shape.includes("/") ? shape : `fixtures/${shape}`);
  const folder = await realpath(await mkdtemp(join(tmpdir(), "migrun-fixture-")));
  const filter = (path: string) => !/(?:__pycache__|\.venv|node_modules)$/u.test(path);
  await cp(source, folder, { recursive: true, filter });
  return new CopiedProject(folder);
}

/** A project that is there already, and stays. */
export function openProject(folder: string): Pick<Project, "run"> {
  return new CopiedProject(folder);
}

/** One run of a fixture that nothing is changed in. */
export async function runFixture(shape: string, options: RunOptions = {}): Promise<Ran> {
  await using project = await copyFixture(shape);
  return await project.run(options);
}

class CopiedProject implements Project {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  async run(options: RunOptions = {}): Promise<Ran> {
    const events: RunEvent[] = [];
    const command = options.command ?? "all";
    const request: RunRequest = {
      ...sceneOf(this.folder, options),
      command,
      checks: options.checks ?? checksOf(command),
      names: options.names ?? [],
    };
    const report = await runAll(request, {
      emit: (event) => {
        events.push(event);
        options.onEvent?.(event);
      },
      signal: options.signal ?? new AbortController().signal,
    });
    mustBeReport(report);
    return { report, events, target: (name) => targetOf(report, name) };
  }

  exec(
    name: string,
    command: readonly [string, ...string[]],
    options: RunOptions = {},
  ): Promise<ExecOutcome> {
    const signal = options.signal ?? new AbortController().signal;
    return runExec({ ...sceneOf(this.folder, options), name, command }, { emit: () => {}, signal });
  }

  read(file: string): Promise<string> {
    return readFile(join(this.folder, file), "utf8");
  }

  async write(file: string, text: string): Promise<void> {
    await mkdir(dirname(join(this.folder, file)), { recursive: true });
    await writeFile(join(this.folder, file), text);
  }

  async edit(file: string, from: string, to: string): Promise<void> {
    const text = await this.read(file);
    if (!text.includes(from)) throw new Error(`${file} does not contain ${from}`);
    await this.write(
      file,
      text.replace(from, () => to),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A run sees the Python of the matrix and the servers of the workspace, and nothing of who runs the tests. */
export function sceneOf(cwd: string, { flags, env }: RunOptions): Scene {
  const { PATH, HOME, TMPDIR, MIGRUN_CACHE_DIR } = process.env;
  return {
    cwd,
    env: { PATH, HOME, TMPDIR, MIGRUN_CACHE_DIR, MIGRUN_SERVERS_FROM: SERVERS_FROM, ...env },
    flags: { ...NO_FLAGS, python: testPython, postgres: TEST_MAJOR, ...flags },
  };
}

const NO_FLAGS: RunFlags = {
  config: null,
  server: null,
  postgres: null,
  jobs: null,
  python: null,
  since: null,
  changed: false,
  allRevisions: null,
  strict: null,
  allRules: false,
  assumeLockTimeout: null,
  isolation: null,
  keep: false,
  from: null,
  timeout: null,
};

function checksOf(command: RunCommand): readonly CheckId[] {
  if (command === "all" || command === "baseline") return CHECK_IDS.filter((id) => id !== "lint");
  if (command === "quick") return ["heads", "files"];
  return [command === "graph" ? "heads" : command];
}

function mustBeReport(report: Report): void {
  // What is printed is JSON: what does not survive the way there and back is not in the report.
  const checked = ReportSchema["~standard"].validate(JSON.parse(JSON.stringify(report)));
  if (checked instanceof Promise) throw new Error("the report's schema is not synchronous");
  if (checked.issues !== undefined) throw new Error(JSON.stringify(checked.issues, null, 2));
}

function targetOf(report: Report, name?: string): TargetReport {
  const found = name === undefined ? report.targets : report.targets.filter((one) => one.name === name);
  const [target] = found;
  if (target === undefined || found.length > 1) {
    throw new Error(
      `${name ?? "the target"} is not one of: ${report.targets.map((one) => one.name).join(", ")}`,
    );
  }
  return target;
}

/** Status of each check by id, with the reason where there is one: `skipped: not asked for`. */
export function checksIn(target: TargetReport): Readonly<Record<string, string>> {
  return Object.fromEntries(
    target.checks.map(({ id, status, reason }) => [id, reason === null ? status : `${status}: ${reason}`]),
  );
}

/** The facts that a check gives. */
export function dataOf(target: TargetReport, id: CheckId): Readonly<Record<string, unknown>> | undefined {
  return target.checks.find((check) => check.id === id)?.data;
}

/** Findings as one text, each with everything that a reader is told; the fingerprint is left out. */
export function told(findings: readonly Finding[]): string {
  return findings.map(tellOne).join("\n\n");
}

function tellOne(one: Finding): string {
  const place = one.file === null ? "" : ` ${one.file}:${one.line}`;
  const parts = [
    `${one.code} ${one.rule} ${one.severity} (${one.check ?? "no check"})${place}`,
    one.object === null ? "" : `object ${one.object}`,
    one.revision === null ? "" : `revision ${one.revision}`,
    one.message,
    one.hint === null ? "" : one.hint.replaceAll(/^/gmu, "> "),
    one.suppressed === null ? "" : `accepted in ${one.suppressed.kind}: ${one.suppressed.reason}`,
  ];
  return parts.filter((part) => part !== "").join("\n");
}
