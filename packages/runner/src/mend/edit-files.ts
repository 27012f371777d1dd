import { readFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { isUtf8 } from "node:buffer";
import { err, MigrunError, ok, type Result } from "@migrun/core";
import { replaceFile } from "../files/replace-file.ts";

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
export async function writeAll(edits: readonly FileEdit[], show: (path: string) => string): Promise<void> {
  const taken = edits.find(({ file, newPath }) => newPath !== file.path && existsSync(newPath));
  if (taken !== undefined) throw notWritten(show(taken.newPath), "there is a file of that name");
  const done: FileEdit[] = [];
  for (const edit of edits) {
    const written = await writeOne(edit.file, edit);
    if (written.ok) {
      done.push(edit);
      continue;
    }
    for (const { file, newPath } of done.toReversed()) {
      await writeOne({ ...file, path: newPath }, { text: file.text, newPath: file.path });
    }
    throw notWritten(show(edit.file.path), written.error);
  }
}

async function writeOne(
  { path, encoding }: EditableFile,
  { text, newPath }: Pick<FileEdit, "text" | "newPath">,
): Promise<Result<null, string>> {
  try {
    await replaceFile(path, Buffer.from(text, encoding), newPath);
    return ok(null);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return err(code ?? message);
  }
}

function notWritten(path: string, why: string): MigrunError {
  return new MigrunError(`${path} cannot be written: ${why}. No file was changed.`, {
    code: "MIGRUN_NOT_WRITTEN",
    exitCode: 3,
  });
}
