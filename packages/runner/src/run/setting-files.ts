import { readFile } from "node:fs/promises";
import { parseEnv } from "node:util";
import { err, type FindingDraft, MigrunError, ok, type Result } from "@migrun/core";

/** A file that the settings of a target name cannot be read: it stops that target (MX916), and no other. */
export class SettingFileError extends MigrunError {
  readonly draft: FindingDraft;

  constructor(key: string, shown: string, cause: unknown) {
    const message = `The ${key} ${shown} cannot be read.`;
    const hint = `Correct \`${key}\` in the configuration; paths are relative to the file that names them.`;
    super(message, { code: "MIGRUN_FILE_UNREADABLE", exitCode: 2, hint, cause });
    this.draft = { code: "MX916", object: `${key}:${shown}`, file: shown, message, hint };
  }
}

/** The text of a file that the setting `key` names. */
export async function readSettingFile(
  file: string,
  key: "envFile" | "bootstrap" | "assertions",
  show: (path: string) => string,
): Promise<Result<string, SettingFileError>> {
  try {
    return ok(await readFile(file, "utf8"));
  } catch (error) {
    return err(new SettingFileError(key, show(file), error));
  }
}

/** The variables of the `envFile`s of a target; the last file wins. */
export async function readEnvFiles(
  files: readonly string[],
  show: (path: string) => string,
): Promise<Result<Readonly<Record<string, string>>, SettingFileError>> {
  const all: Record<string, string> = {};
  for (const file of files) {
    const text = await readSettingFile(file, "envFile", show);
    if (!text.ok) return text;
    Object.assign(all, parseEnv(text.value));
  }
  return ok(all);
}
