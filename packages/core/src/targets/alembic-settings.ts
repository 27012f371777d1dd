import type { Result } from "../result.ts";
import { err, ok } from "../result.ts";
import { findEntry, getOption } from "../ini/get-option.ts";
import type { IniDocument } from "../ini/ini-document.ts";
import { folderOf, posixPath } from "./paths.ts";
import { formatPercent } from "./python-percent.ts";
import type { TomlConfig } from "./read-toml.ts";
import type { LocationKey } from "./split-locations.ts";
import { splitLocations } from "./split-locations.ts";

/** The two files that Alembic merges for one target. */
export interface AlembicSources {
  readonly ini: IniDocument | null;
  readonly section: string;
  readonly toml: TomlConfig | null;
}

/** A value that Alembic would stop at. */
export interface SettingError {
  readonly file: string;
  readonly line: number | null;
  readonly message: string;
}

/** A key of the ini section alone (`sqlalchemy.url`, `version_table`): Alembic never takes these from TOML. */
export function iniSetting(sources: AlembicSources, key: string): Result<string | null, SettingError> {
  const { ini, section } = sources;
  if (ini === null) return ok(null);
  const value = getOption(ini, section, key, { here: posixPath(folderOf(ini.file)) });
  return value.ok ? value : err({ file: ini.file, ...value.error });
}

/** A text: the ini's, if it has the key at all (an empty one counts), else the TOML's. */
export function textSetting(sources: AlembicSources, key: string): Result<string | null, SettingError> {
  if (hasIniKey(sources, key)) return iniSetting(sources, key);
  const value = sources.toml?.values[key];
  if (sources.toml === null || value === undefined) return ok(null);
  if (typeof value !== "string") return tomlError(sources.toml, `${key} must be a string`);
  return formatToml(sources.toml, key, value);
}

/** A yes or no: in the ini only the exact word `true` is yes; in TOML only a boolean is allowed (Alembic 1.16.4). */
export function booleanSetting(sources: AlembicSources, key: string): Result<boolean, SettingError> {
  if (hasIniKey(sources, key)) {
    const value = iniSetting(sources, key);
    return value.ok ? ok(value.value === "true") : value;
  }
  const value = sources.toml?.values[key] ?? false;
  if (sources.toml !== null && typeof value !== "boolean") {
    return tomlError(sources.toml, `${key} must be true or false, without quotes`);
  }
  return ok(value === true);
}

/** A list of paths. An empty ini value falls through to the TOML, unlike that of other keys. Null if not set. */
export function listSetting(
  sources: AlembicSources,
  key: LocationKey,
  osSeparator: ":" | ";",
): Result<readonly string[] | null, SettingError> {
  const value = iniSetting(sources, key);
  if (!value.ok) return value;
  if (value.value === null || value.value === "") return tomlList(sources.toml, key);
  const pathSeparator = iniSetting(sources, "path_separator");
  if (!pathSeparator.ok) return pathSeparator;
  const versionPathSeparator = iniSetting(sources, "version_path_separator");
  if (!versionPathSeparator.ok) return versionPathSeparator;
  const pieces = splitLocations(key, value.value, {
    pathSeparator: pathSeparator.value,
    versionPathSeparator: versionPathSeparator.value,
    osSeparator,
  });
  return pieces.ok ? pieces : err(iniError(sources, pieces.error.key, pieces.error.message));
}

/** A problem of an ini key with the line it stands on; of the TOML file where the ini has no such key. */
export function iniError(sources: AlembicSources, key: string, message: string): SettingError {
  const entry = sources.ini === null ? null : findEntry(sources.ini, sources.section, key);
  const file = (entry === null ? sources.toml?.file : sources.ini?.file) ?? sources.ini?.file ?? "";
  return { file, line: entry?.line ?? null, message };
}

function hasIniKey({ ini, section }: AlembicSources, key: string): boolean {
  return ini !== null && findEntry(ini, section, key) !== null;
}

function tomlList(toml: TomlConfig | null, key: LocationKey): Result<readonly string[] | null, SettingError> {
  const value = toml?.values[key];
  if (toml === null || value === undefined) return ok(null);
  if (!Array.isArray(value)) return tomlError(toml, `${key} must be a list of strings`);
  const items: string[] = [];
  for (const item of value as readonly unknown[]) {
    if (typeof item !== "string") return tomlError(toml, `${key} must be a list of strings`);
    const formatted = formatToml(toml, key, item);
    if (!formatted.ok) return formatted;
    items.push(formatted.value);
  }
  if (key === "version_locations" && items.includes("")) {
    return tomlError(toml, `${key} has an empty entry, which Alembic takes for the working directory`);
  }
  return ok(items.length === 0 ? null : items);
}

function formatToml(toml: TomlConfig, key: string, value: string): Result<string, SettingError> {
  const formatted = formatPercent(value, new Map([["here", posixPath(folderOf(toml.file))]]));
  return formatted.ok ? formatted : tomlError(toml, `${key}: ${formatted.error}`);
}

function tomlError(toml: TomlConfig, message: string): Result<never, SettingError> {
  return err({ file: toml.file, line: null, message: `[tool.alembic] ${message}` });
}
