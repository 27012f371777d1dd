/** Reads `world/<package>/`: what is installed, how migrun is configured, and what people said of the findings. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { LintCounts, LintVerdict } from "./judge-lint.ts";

/** What somebody who looked at findings said of them. */
export interface Verdict {
  readonly target: string;
  readonly code: string;
  /** `right`: so it is, and plain Alembic or a look at the source says the same. */
  readonly verdict: "right" | "not-reviewed";
  readonly why: string;
  /** The findings, by revision and object. */
  readonly of: readonly string[];
}

/** What a target of migrun's configuration says that plain Alembic needs too. */
export interface TargetSettings {
  readonly urlEnv?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly bootstrap?: readonly string[];
}

/** A published package with an Alembic history. */
export interface WorldPackage {
  readonly name: string;
  /** Absolute. */
  readonly folder: string;
  /** `optuna==5.0.0`, the first line of its requirements. */
  readonly version: string;
  readonly requirements: string;
  /** What is particular about its history. */
  readonly style: string;
  readonly pythons: { readonly from: number; readonly to: number };
  /** Why plain `alembic` cannot run it beside; null where it can. */
  readonly noPlainRun: string | null;
  readonly targets: Readonly<Record<string, TargetSettings>>;
  readonly verdicts: readonly Verdict[];
  /** How many findings of the rules on SQL it has. */
  readonly lint: LintCounts;
}

/** Every package below the folder, sorted by name. */
export async function readWorld(folder: string): Promise<readonly WorldPackage[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(names.toSorted().map((name) => readPackage(join(folder, name), name)));
}

/** What was said of the findings of the rules on SQL, by code. */
export async function readLintVerdicts(folder: string): Promise<Readonly<Record<string, LintVerdict>>> {
  return readJson(join(folder, "lint.json"));
}

async function readPackage(folder: string, name: string): Promise<WorldPackage> {
  const requirements = await readFile(join(folder, "requirements.txt"), "utf8");
  const about = await readJson<Pick<WorldPackage, "style" | "pythons" | "noPlainRun">>(
    join(folder, "world.json"),
  );
  const config = await readJson<{ targets: WorldPackage["targets"] }>(join(folder, "migrun.config.json"));
  const verdicts = await readJson<readonly Verdict[]>(join(folder, "verdicts.json"));
  const lint = await readJson<LintCounts>(join(folder, "lint.json"));
  const [version = ""] = requirements.split("\n");
  return { ...about, name, folder, version, requirements, targets: config.targets, verdicts, lint };
}

async function readJson<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(file, "utf8")) as T;
}
