import type { Result } from "../result.ts";
import { err, ok } from "../result.ts";
import type { AlembicSources, SettingError } from "./alembic-settings.ts";
import { booleanSetting, iniError, iniSetting, listSetting, textSetting } from "./alembic-settings.ts";
import { findEntry } from "../ini/get-option.ts";
import { folderOf, isAbsolutePath, relativePath, resolvePath } from "./paths.ts";
import type { TomlConfig } from "./read-toml.ts";
import type { Target } from "./target.ts";

/** A config and section that count as a target, before their values are read. */
export interface TargetDraft extends AlembicSources {
  /** The ini, or the `pyproject.toml` where there is no ini. */
  readonly file: string;
  /** Configured working directory; null: where the script location resolves. */
  readonly cwd: string | null;
  /** The script folder where no config says it (Flask-Migrate), absolute; null: as configured. */
  readonly location: string | null;
}

/** What lies outside the texts. */
export interface Surroundings {
  /** The directory that migrun was started in. */
  readonly cwd: string;
  /** The folder of the configuration, where it is another one; it counts first. */
  readonly root?: string;
  /** Is there a file or folder of this absolute path? */
  readonly exists: (path: string) => boolean;
  /** Python's `os.pathsep`. */
  readonly pathSeparator: ":" | ";";
  /** The `[tool.alembic]` in a folder, if it has one. */
  readonly tomlIn: (folder: string) => TomlConfig | null;
}

/** Target without what only its siblings (name) or its env.py (variables) tell. */
export type UnnamedTarget = Omit<Target, "name" | "urlEnv" | "variables" | "envFiles" | "isAsync">;

/** Reads the values of one target as Alembic would, from its working directory. */
export function makeTarget(draft: TargetDraft, around: Surroundings): Result<UnnamedTarget, SettingError> {
  if (draft.location !== null) {
    const cwd = draft.cwd ?? folderOf(draft.location);
    const made = readSettings({ ...draft, toml: null }, draft.location, cwd, around);
    return made.ok ? ok({ ...made.value, isLocationConfigured: false }) : made;
  }
  const beside = draft.cwd === null ? draft.toml : around.tomlIn(draft.cwd);
  const location = textSetting({ ...draft, toml: beside }, "script_location");
  if (!location.ok) return location;
  if (location.value === null) {
    return err({ file: draft.file, line: null, message: `[${draft.section}] has no script_location` });
  }
  if (location.value === "") return err(iniError(draft, "script_location", "script_location is empty"));
  const cwd = workingDirectory(draft, location.value, around);
  if (!cwd.ok) return cwd;
  // Alembic merges the TOML of the working directory, whatever ini it was given; a TOML-only config is given by name.
  const fromIni = draft.ini !== null && findEntry(draft.ini, draft.section, "script_location") !== null;
  const sources = { ...draft, toml: fromIni ? around.tomlIn(cwd.value) : beside };
  return readSettings(sources, location.value, cwd.value, around);
}

function readSettings(
  sources: AlembicSources,
  scriptLocation: string,
  cwd: string,
  around: Surroundings,
): Result<UnnamedTarget, SettingError> {
  const versions = listSetting(sources, "version_locations", around.pathSeparator);
  if (!versions.ok) return versions;
  const sysPath = listSetting(sources, "prepend_sys_path", around.pathSeparator);
  if (!sysPath.ok) return sysPath;
  const recursive = booleanSetting(sources, "recursive_version_locations");
  if (!recursive.ok) return recursive;
  const sourceless = booleanSetting(sources, "sourceless");
  if (!sourceless.ok) return sourceless;
  const fileTemplate = textSetting(sources, "file_template");
  if (!fileTemplate.ok) return fileTemplate;
  const url = iniSetting(sources, "sqlalchemy.url");
  const versionTable = iniSetting(sources, "version_table");
  const { ini, section, toml } = sources;
  const place = (location: string): string | null =>
    isPackagePath(location, cwd)
      ? findInPackage(
          location,
          (sysPath.value ?? []).map((root) => resolvePath(cwd, root)),
          around.exists,
        )
      : resolvePath(cwd, location);
  const scriptDirectory = place(scriptLocation);
  return ok({
    iniFile: ini?.file ?? null,
    tomlFile: toml?.file ?? null,
    section,
    cwd,
    scriptLocation,
    scriptDirectory,
    isLocationConfigured: true,
    versionLocations: resolveVersions(versions.value, scriptDirectory, place),
    recursiveVersionLocations: recursive.value,
    sourceless: sourceless.value,
    fileTemplate: fileTemplate.value,
    prependSysPath: sysPath.value ?? [],
    // Not an error here: env.py may set the options that it refers to, or never read it.
    url: url.ok ? url.value : null,
    rawUrl: ini === null ? null : (findEntry(ini, section, "sqlalchemy.url")?.value ?? null),
    versionTable: versionTable.ok ? versionTable.value : null,
  });
}

/** `package:path`: where that is, the import system tells. */
function isPackagePath(location: string, cwd: string): boolean {
  return location.includes(":") && !isAbsolutePath(location, cwd);
}

/**
 * The folder of a `package:path` whose package lies in a `prepend_sys_path`: nothing comes before those. Null where
 * it does not: then only Python can tell.
 */
function findInPackage(
  location: string,
  roots: readonly string[],
  exists: (path: string) => boolean,
): string | null {
  const [name = "", ...path] = location.split(":");
  const parts = name.split(".");
  const isPackage = (root: string, depth: number): boolean =>
    exists(resolvePath(root, [...parts.slice(0, depth), "__init__.py"].join("/")));
  const root = roots.find((one) => isPackage(one, 1));
  if (root === undefined || !isPackage(root, parts.length)) return null;
  return resolvePath(root, [...parts, ...path].join("/"));
}

function resolveVersions(
  locations: readonly string[] | null,
  scriptDirectory: string | null,
  place: (location: string) => string | null,
): readonly string[] {
  if (locations === null) return scriptDirectory === null ? [] : [resolvePath(scriptDirectory, "versions")];
  const places = locations.flatMap((location) => place(location) ?? []);
  return places.length < locations.length ? [] : places;
}

/** Where the script location is found: in the folder of the config file, else where migrun was started. */
function workingDirectory(
  draft: TargetDraft,
  location: string,
  around: Surroundings,
): Result<string, SettingError> {
  const folder = folderOf(draft.file);
  const candidates =
    draft.cwd === null ? [...new Set([folder, around.root ?? around.cwd, around.cwd])] : [draft.cwd];
  if (isPackagePath(location, folder)) {
    const packageFolder = (location.split(":")[0] ?? "").replaceAll(".", "/");
    return ok(
      candidates.find((one) => around.exists(resolvePath(one, packageFolder))) ?? candidates[0] ?? folder,
    );
  }
  const found = candidates.find((one) => around.exists(resolvePath(one, location)));
  if (found !== undefined) return ok(found);
  const places = candidates.map((one) => relativePath(around.cwd, one)).join(" or ");
  const shown = isAbsolutePath(location, folder) ? relativePath(around.cwd, location) : location;
  const where = isAbsolutePath(location, folder) ? "" : ` in ${places}`;
  return err(iniError(draft, "script_location", `script_location: there is no folder ${shown}${where}`));
}
