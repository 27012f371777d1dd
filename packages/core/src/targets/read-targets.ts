import type { Result } from "../result.ts";
import type { IniDocument, IniError } from "../ini/ini-document.ts";
import { parseIni } from "../ini/parse-ini.ts";
import { compareCodePoints } from "../text/compare-code-points.ts";
import type { SettingError } from "./alembic-settings.ts";
import { judgeSection } from "./judge-section.ts";
import type { Surroundings, TargetDraft } from "./make-target.ts";
import { makeTarget } from "./make-target.ts";
import type { ConfiguredTarget } from "./match-configured.ts";
import { matchConfigured } from "./match-configured.ts";
import { nameTargets } from "./name-targets.ts";
import { baseName, folderOf, resolvePath } from "./paths.ts";
import type { TomlConfig } from "./read-toml.ts";
import { readToml } from "./read-toml.ts";
import type { PassedOver, Target, TargetProblem } from "./target.ts";

/** A config file with its text. A file called `pyproject.toml` is TOML, any other is an ini, as for Alembic. */
export interface ConfigText {
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
}

/** Everything that the targets of a repository follow from. */
export interface ReadTargetsInput {
  /** The directory that migrun was started in; absolute. */
  readonly cwd: string;
  /** The folder that names are made from; left out: `cwd`. */
  readonly root?: string;
  /** The file that `configured` comes from, absolute; left out: there is none. */
  readonly configuredIn?: string | null;
  readonly configs: readonly ConfigText[];
  /** Entries of `targets` in migrun's configuration. */
  readonly configured: readonly ConfiguredTarget[];
  readonly exists: (path: string) => boolean;
  /** Python's `os.pathsep`. */
  readonly pathSeparator: ":" | ";";
}

/** What was found, each part with its reason. */
export interface ReadTargets {
  /** Sorted by name. Variables of env.py are still unknown. */
  readonly targets: readonly Target[];
  readonly passedOver: readonly PassedOver[];
  readonly problems: readonly TargetProblem[];
}

/**
 * Finds the targets in config texts, reads their values as the newest Alembic would, and names them.
 * Configured entries rename what was found, move its working directory, or add a section that discovery
 * would not count.
 */
export function readTargets(input: ReadTargetsInput): ReadTargets {
  const files = readFiles(input.configs);
  const around: Surroundings = { ...input, tomlIn: (folder) => files.tomls.get(folder) ?? null };
  const { drafts: found, passedOver } = findDrafts(files, input.exists);
  const drafts = withoutDoubles(found, around);
  const problems = [...files.problems];
  const named = nameDrafts(drafts, files, input, problems);
  const targets: Target[] = [];
  for (const { name, draft } of named) {
    const made = makeTarget(draft, around);
    if (made.ok) targets.push({ ...made.value, name, ...NOTHING_READ });
    else problems.push(settingProblem(name, draft, made.error));
  }
  targets.sort((left, right) => compareCodePoints(left.name, right.name));
  return { targets, passedOver: passedOver.filter((one) => !isTaken(one, named)), problems };
}

/** env.py is read by whoever can look for it. */
const NOTHING_READ = { urlEnv: [], variables: [], envFiles: [], isAsync: false } as const;

interface ConfigFiles {
  readonly inis: ReadonlyMap<string, IniDocument>;
  /** By folder. */
  readonly tomls: ReadonlyMap<string, TomlConfig>;
  readonly problems: readonly TargetProblem[];
}

interface NamedDraft {
  readonly name: string;
  readonly draft: TargetDraft;
}

function readFiles(configs: readonly ConfigText[]): ConfigFiles {
  const inis = new Map<string, IniDocument>();
  const tomls = new Map<string, TomlConfig>();
  const problems: TargetProblem[] = [];
  const keep = <T>(file: string, read: Result<T, IniError>): T | null => {
    if (read.ok) return read.value;
    problems.push({ name: null, file, section: null, ...read.error, hint: null });
    return null;
  };
  for (const { file, text } of configs) {
    if (baseName(file) === "pyproject.toml") {
      const toml = keep(file, readToml(text, file));
      if (toml !== null) tomls.set(folderOf(file), toml);
    } else {
      const ini = keep(file, parseIni(text, file));
      if (ini !== null) inis.set(file, ini);
    }
  }
  return { inis, tomls, problems };
}

function findDrafts(
  files: ConfigFiles,
  exists: (path: string) => boolean,
): { drafts: TargetDraft[]; passedOver: PassedOver[] } {
  const drafts: TargetDraft[] = [];
  const passedOver: PassedOver[] = [];
  for (const ini of files.inis.values()) {
    const toml = files.tomls.get(folderOf(ini.file)) ?? null;
    for (const section of ini.sections.values()) {
      const verdict = judgeSection(ini, section, hasLocation(toml));
      if (verdict.kind === "target") {
        drafts.push({ file: ini.file, ini, section: section.name, toml, cwd: null, location: null });
      } else if (isBesideItsScripts(ini, section.name, exists)) {
        const location = folderOf(ini.file);
        drafts.push({ file: ini.file, ini, section: section.name, toml, cwd: null, location });
      } else if (verdict.kind === "passed-over") {
        passedOver.push({ file: ini.file, section: section.name, reason: verdict.reason });
      }
    }
  }
  for (const [folder, toml] of files.tomls) {
    if (!hasLocation(toml)) {
      const reason = "has a [tool.alembic] without script_location";
      if (!drafts.some((draft) => draft.toml === toml))
        passedOver.push({ file: toml.file, section: null, reason });
    } else if (!drafts.some((draft) => usesToml(draft, toml))) {
      const ini = files.inis.get(resolvePath(folder, "alembic.ini")) ?? null;
      drafts.push({ file: ini?.file ?? toml.file, ini, section: "alembic", toml, cwd: null, location: null });
    }
  }
  return { drafts, passedOver };
}

/**
 * Flask-Migrate's layout: `migrations/alembic.ini` lies among the scripts themselves, and the folder is handed to
 * Alembic by the command instead of the ini (`flask_migrate.Migrate.get_config`).
 */
function isBesideItsScripts(ini: IniDocument, section: string, exists: (path: string) => boolean): boolean {
  if (section !== "alembic" || baseName(ini.file) !== "alembic.ini") return false;
  const folder = folderOf(ini.file);
  return exists(resolvePath(folder, "env.py")) && exists(resolvePath(folder, "versions"));
}

function hasLocation(toml: TomlConfig | null): boolean {
  return toml?.values["script_location"] !== undefined;
}

/** Is plain `alembic` in the folder of the TOML already this draft, or does the draft get its location from there? */
function usesToml(draft: TargetDraft, toml: TomlConfig): boolean {
  if (draft.toml !== toml || draft.ini === null) return false;
  const section = draft.ini.sections.get(draft.section);
  const own = section?.entries.has("script_location") || draft.ini.defaults.entries.has("script_location");
  return !own || (draft.section === "alembic" && baseName(draft.file) === "alembic.ini");
}

function nameDrafts(
  drafts: readonly TargetDraft[],
  files: ConfigFiles,
  input: ReadTargetsInput,
  problems: TargetProblem[],
): readonly NamedDraft[] {
  const { cwd, root = cwd, configuredIn = null } = input;
  const automatic = nameTargets(drafts.map(nameable), root);
  const found = drafts.map((draft, index) => ({ ...draft, name: automatic[index] ?? draft.section }));
  const sectionsOf = (file: string): readonly string[] | null => sectionNames(files, file);
  const configured: NamedDraft[] = [];
  for (const entry of input.configured) {
    const place = matchConfigured(entry, found, { cwd, source: configuredIn ?? cwd, sectionsOf });
    if ("message" in place) {
      problems.push(place);
      continue;
    }
    const known = drafts.find((draft) => draft.file === place.file && draft.section === place.section);
    configured.push({ name: entry.name, draft: { ...(known ?? newDraft(place, files)), cwd: entry.cwd } });
  }
  const rest = drafts.filter(
    (draft) =>
      !configured.some(({ draft: { file, section } }) => draft.file === file && draft.section === section),
  );
  const reserved = input.configured.map((entry) => entry.name);
  const names = nameTargets(rest.map(nameable), root, reserved);
  return [...configured, ...rest.map((draft, index) => ({ name: names[index] ?? draft.section, draft }))];
}

/** A config among its scripts is not a second target where another config leads to these scripts. */
function withoutDoubles(drafts: readonly TargetDraft[], around: Surroundings): readonly TargetDraft[] {
  if (drafts.every((draft) => draft.location === null)) return drafts;
  const made = drafts.filter((draft) => draft.location === null).map((draft) => makeTarget(draft, around));
  const taken = new Set(made.map((one) => (one.ok ? one.value.scriptDirectory : null)));
  return drafts.filter((draft) => draft.location === null || !taken.has(draft.location));
}

/** A config among its scripts is called as the project around them: every such folder is called `migrations`. */
function nameable({ file, section, location }: TargetDraft): { file: string; section: string } {
  return location === null
    ? { file, section }
    : { file: resolvePath(folderOf(location), baseName(file)), section };
}

function sectionNames(files: ConfigFiles, file: string): readonly string[] | null {
  const ini = files.inis.get(file);
  const toml = files.tomls.get(folderOf(file)) ?? null;
  if (ini === undefined) return toml?.file === file ? ["alembic"] : null;
  // Plain `alembic` needs no section in the ini where the TOML beside it has the location.
  return [...new Set([...ini.sections.keys(), ...(hasLocation(toml) ? ["alembic"] : [])])];
}

function newDraft({ file, section }: { file: string; section: string }, files: ConfigFiles): TargetDraft {
  const ini = files.inis.get(file) ?? files.inis.get(resolvePath(folderOf(file), "alembic.ini")) ?? null;
  return { file, ini, section, toml: files.tomls.get(folderOf(file)) ?? null, cwd: null, location: null };
}

function settingProblem(name: string, draft: TargetDraft, error: SettingError): TargetProblem {
  return { name, section: draft.section, ...error, hint: "Correct the config; Alembic stops here too." };
}

function isTaken(one: PassedOver, named: readonly NamedDraft[]): boolean {
  return named.some(({ draft }) => draft.file === one.file && draft.section === one.section);
}
