import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { buildGraph, optionLine, redactUrl, versionTableOf } from "@migrun/core";
import type {
  DoctorSubject,
  FindingDraft,
  HistoryFacts,
  PythonFact,
  Target,
  TargetDiagnosis,
} from "@migrun/core";
import { readHistory } from "../history/read-history.ts";
import { findPython } from "../python/find-python.ts";
import type { PythonProblem } from "../python/interpreter.ts";
import type { PythonProbe } from "../python/probe-python.ts";
import { type RunGround, settingsOf } from "../run/prepare-run.ts";
import type { ServerDiagnosis } from "./diagnose-server.ts";
import { diagnoseVariables } from "./diagnose-variables.ts";

/** What is known of a target: for people, for the detectors, and what stops it. */
export interface DiagnosedTarget {
  readonly diagnosis: TargetDiagnosis;
  readonly subject: DoctorSubject;
  readonly python: PythonProblem | null;
  /** Files that the settings of the target name and that cannot be read. */
  readonly unreadable: readonly FindingDraft[];
  /** The interpreter, to be run; null where none was found. */
  readonly executable: string | null;
  readonly server: ServerDiagnosis["problem"];
}

/** What looking at a target needs. */
export interface TargetDoctor {
  readonly ground: RunGround;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly probe: PythonProbe;
  readonly server: (target: Target) => Promise<ServerDiagnosis>;
}

/** Looks at one target: its files, its Python, its server. Nothing is started but Python, for its versions. */
export async function diagnoseTarget(target: Target, doctor: TargetDoctor): Promise<DiagnosedTarget> {
  const { show } = doctor.ground;
  const [history, python, server, variables] = await Promise.all([
    historyOf(target, doctor),
    pythonOf(target, doctor),
    doctor.server(target),
    diagnoseVariables(target, doctor.ground, doctor.env),
  ]);
  const subject = await subjectOf(target, doctor, {
    heads: history.needsPython > 0 ? null : history.heads.length,
    alembic: python.fact.alembic,
  });
  const table = versionTableOf(subject);
  const isDefault = table?.name === "alembic_version";
  return {
    subject,
    unreadable: variables.unreadable,
    python: python.problem,
    executable: python.executable,
    server: server.problem,
    diagnosis: {
      name: target.name,
      config: subject.config,
      section: target.section,
      scriptLocation: target.scriptDirectory === null ? target.scriptLocation : show(target.scriptDirectory),
      cwd: { path: show(target.cwd), from: cwdOrigin(target, doctor) },
      history,
      database: {
        url: target.url === null ? null : redactUrl(target.url),
        variables: variables.database,
      },
      required: variables.required,
      versionTable:
        table === null ? null : { ...table, from: isDefault ? "default" : (subject.envFile ?? "env.py") },
      python: python.fact,
      server: server.fact,
    },
  };
}

function cwdOrigin(target: Target, { ground, cwd }: TargetDoctor): string {
  if (settingsOf(ground.config, target.name).cwd !== null) return "configuration";
  const folder = dirname(target.iniFile ?? target.tomlFile ?? target.cwd);
  if (target.cwd === folder) return "folder of the config";
  return target.cwd === cwd ? "where migrun was started" : "script_location";
}

async function historyOf(target: Target, { ground }: TargetDoctor): Promise<HistoryFacts> {
  const { files, revisions, needsPython } = await readHistory(target);
  const { heads } = settingsOf(ground.config, target.name);
  return {
    revisions: files.length,
    heads: [...buildGraph(revisions).heads],
    declared: heads,
    // `package:path` is Python's to resolve.
    needsPython: target.scriptDirectory === null ? Math.max(1, needsPython.length) : needsPython.length,
  };
}

async function pythonOf(
  target: Target,
  { ground, env, probe }: TargetDoctor,
): Promise<
  Pick<DiagnosedTarget, "executable"> & { readonly fact: PythonFact; readonly problem: PythonProblem | null }
> {
  const configFolder = dirname(target.iniFile ?? target.tomlFile ?? target.cwd);
  const configured = settingsOf(ground.config, target.name).python ?? ground.config.python;
  const found = await findPython({
    targetCwd: target.cwd,
    configFolder,
    root: ground.root,
    configured,
    env,
    probe,
  });
  const tried = (found.ok ? found.value.tried : found.error.tried).map(({ shown, source, reason }) => ({
    path: shown,
    source,
    reason,
  }));
  if (!found.ok) {
    const nothing = { path: null, source: null, version: null, alembic: null, sqlalchemy: null, drivers: [] };
    return { fact: { found: false, ...nothing, tried }, problem: found.error, executable: null };
  }
  const { executable, shown, source, python, alembic, sqlalchemy, drivers } = found.value;
  const named = Object.entries(drivers).map(([name, version]) => ({ name, version }));
  return {
    fact: { found: true, path: shown, source, version: python, alembic, sqlalchemy, drivers: named, tried },
    problem: null,
    executable,
  };
}

async function subjectOf(
  target: Target,
  { ground }: TargetDoctor,
  known: Pick<DoctorSubject, "heads" | "alembic">,
): Promise<DoctorSubject> {
  const { show } = ground;
  const config = target.iniFile ?? target.tomlFile ?? target.cwd;
  const text = target.iniFile === null ? "" : await readFile(target.iniFile, "utf8").catch(() => "");
  const lineOf = (key: string): number | null => optionLine(text, target.section, key);
  const envFile = target.scriptDirectory === null ? null : join(target.scriptDirectory, "env.py");
  const envText = envFile === null ? null : await readFile(envFile, "utf8").catch(() => null);
  const standard = target.scriptDirectory === null ? null : join(target.scriptDirectory, "versions");
  const missing = target.versionLocations.filter((folder) => folder !== standard && !existsSync(folder));
  return {
    name: target.name,
    config: show(config),
    section: target.section,
    cwd: show(target.cwd),
    envFile: envFile === null || envText === null ? null : show(envFile),
    envText,
    scriptDirectory: target.scriptDirectory === null ? null : show(target.scriptDirectory),
    versionFolders: target.versionLocations.map(show),
    missingVersionFolders: missing.map((folder) => ({
      folder: show(folder),
      line: lineOf("version_locations"),
    })),
    importRoots: importRoots(target).map(show),
    url: target.url ?? writtenUrl(target),
    urlEnv: target.urlEnv,
    versionTable:
      target.versionTable === null ? null : { value: target.versionTable, line: lineOf("version_table") },
    ...known,
  };
}

/** The URL that stands in the source for a variable that nobody gives. */
function writtenUrl(target: Target): string | null {
  return target.variables.find(({ role, fallback }) => role === "url" && fallback !== null)?.fallback ?? null;
}

/** Where env.py's imports are looked for: what the config puts first, where Alembic runs, and the usual `src`. */
function importRoots(target: Target): readonly string[] {
  const folder = dirname(target.iniFile ?? target.tomlFile ?? target.cwd);
  const own = [...target.prependSysPath.map((path) => join(target.cwd, path)), target.cwd, folder];
  return [...new Set([...own, ...own.map((one) => join(one, "src"))])];
}
