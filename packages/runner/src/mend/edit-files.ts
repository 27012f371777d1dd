import { randomUUID } from "node:crypto";
import { chmod, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { isUtf8 } from "node:buffer";
import { err, MigrunError, ok, type Result } from "@migrun/core";

/** A file with its bytes as text, so that what is not changed stays as it is to the byte. */
export interface EditableFile {
  readonly path: string;
  readonly text: string;
  readonly encoding: "utf8" | "latin1";
}

/** What a file becomes. */
export interface FileEdit {
  readonly file: EditableFile;
  readonly text: string;
  /** Where it stands then; the same path where only the text changes. */
  readonly newPath: string;
}

/** Reads a file for editing. Bytes that are no UTF-8 are taken one by one, which keeps them. */
export async function readEditable(path: string): Promise<EditableFile> {
  const bytes = await readFile(path);
  const encoding = isUtf8(bytes) ? "utf8" : "latin1";
  return { path, text: bytes.toString(encoding), encoding };
}

/** Writes all of the files or, where one cannot be written, leaves all as they were (exit 3). */
export async function writeAll(edits: readonly FileEdit[]): Promise<void> {
  const taken = edits.find(({ file, newPath }) => newPath !== file.path && existsSync(newPath));
  if (taken !== undefined) throw notWritten(taken.newPath, "there is a file of that name");
  const done: FileEdit[] = [];
  for (const edit of edits) {
    const written = await writeOne(edit.file, edit);
    if (written.ok) {
      done.push(edit);
      continue;
    }
    for (const { file, newPath } of done.toReversed()) {
      await writeOne({ ...file, path: newPath }, { file, text: file.text, newPath: file.path });
    }
    throw notWritten(edit.file.path, written.error);
  }
}

/** Beside it first and then in its place, so that nobody ever reads half of it. */
async function writeOne(
  { path, encoding }: EditableFile,
  { text, newPath }: FileEdit,
): Promise<Result<null, string>> {
  const beside = `${newPath}.${randomUUID()}.tmp`;
  try {
    const { mode } = await stat(path);
    await writeFile(beside, Buffer.from(text, encoding));
    await chmod(beside, mode);
    await rename(beside, newPath);
    if (newPath !== path) await rm(path);
    return ok(null);
  } catch (error) {
    await rm(beside, { force: true });
    return err(error instanceof Error ? error.message : String(error));
  }
}

function notWritten(path: string, why: string): MigrunError {
  return new MigrunError(`${path} cannot be written: ${why}. No file was changed.`, {
    code: "MIGRUN_NOT_WRITTEN",
    exitCode: 3,
  });
}
