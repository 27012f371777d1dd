import { lstat, readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { ConfigText, PassedOver, TargetProblem } from "@migrun/core";
import type { ConfigCandidate } from "./find-config-files.ts";

/** Config files with their texts, and what could not be read or does not count. */
export interface ReadConfigs {
  readonly configs: readonly ConfigText[];
  readonly passedOver: readonly PassedOver[];
  readonly problems: readonly TargetProblem[];
}

/** What a config of Alembic has at least one of; anything else is not even parsed. */
const INI_KEYS = /^\s*(?:script_location|version_locations|sqlalchemy\.url)\s*[=:]/imu;
const TOML_TABLE = /\balembic\b/u;

/** Reads candidates and keeps those that speak of Alembic. What cannot be read is a problem, never an exception. */
export async function readConfigs(candidates: readonly ConfigCandidate[]): Promise<ReadConfigs> {
  const read = await Promise.all(candidates.map(readConfig));
  return {
    configs: read.flatMap((one) => one.configs),
    passedOver: read.flatMap((one) => one.passedOver),
    problems: read.flatMap((one) => one.problems),
  };
}

async function readConfig({ file, leftOut }: ConfigCandidate): Promise<ReadConfigs> {
  const nothing: ReadConfigs = { configs: [], passedOver: [], problems: [] };
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    // In git's index and deleted in the working tree: simply not there. A link to nowhere is there.
    if (leftOut !== null || !(await isThere(file))) return nothing;
    return { ...nothing, problems: [problemOf(file, `cannot be read: ${reasonOf(error)}`)] };
  }
  const text = bytes.toString("utf8");
  if (!speaksOfAlembic(file, text)) return nothing;
  if (leftOut !== null) return { ...nothing, passedOver: [{ file, section: null, reason: leftOut }] };
  if (text.includes("\uFFFD") && !isUtf8(bytes)) {
    return { ...nothing, problems: [problemOf(file, "is not UTF-8 text")] };
  }
  return { ...nothing, configs: [{ file, text }] };
}

function speaksOfAlembic(file: string, text: string): boolean {
  const name = basename(file);
  if (name === "pyproject.toml") return TOML_TABLE.test(text);
  // alembic.ini may hold nothing but logging where the rest is in the pyproject.toml beside it.
  return name === "alembic.ini" || INI_KEYS.test(text);
}

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

async function isThere(file: string): Promise<boolean> {
  try {
    await lstat(file);
    return true;
  } catch {
    return false;
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "EACCES" || code === "EPERM") return "permission denied";
  if (code === "ENOENT") return "it is a link to a file that does not exist";
  if (code === "EISDIR") return "it is a folder";
  return typeof code === "string" ? code : "unknown reason";
}

function problemOf(file: string, message: string): TargetProblem {
  return { name: null, file, section: null, line: null, message, hint: null };
}
