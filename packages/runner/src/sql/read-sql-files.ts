import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import {
  type LeftOut,
  type LintStatement,
  MigrunError,
  readPsql,
  readSql,
  type ReadStatement,
  type SqlParser,
  sqlStatements,
} from "@migrun/core";
import type { LintFilesRequest } from "./lint-files-request.ts";

/** A SQL file, read. */
export interface SqlFile {
  /** As findings name it. */
  readonly shown: string;
  readonly statements: readonly ReadStatement[];
  readonly leftOut: readonly LeftOut[];
}

/** Reads and parses SQL files. Throws a `MigrunError` (exit 2) with every file that cannot be read. */
export async function readSqlFiles(
  names: readonly string[],
  { parser, request, show }: ReadOptions,
): Promise<readonly SqlFile[]> {
  const problems: string[] = [];
  const files: SqlFile[] = [];
  for (const name of names) {
    const shown = name === "-" ? "stdin" : show(resolve(request.cwd, name));
    const bytes = await readBytes(name, request);
    const text = typeof bytes === "string" ? bytes : decode(bytes);
    if (typeof text === "string") problems.push(`${shown}: ${text}`);
    else files.push({ shown, ...readText(parser, text.text) });
  }
  if (problems.length === 0) return files;
  throw new MigrunError("There are SQL files that cannot be read.", {
    code: "MIGRUN_SQL_FILE",
    exitCode: 2,
    details: problems,
    hint: "Name files of SQL in UTF-8, or `-` for stdin.",
  });
}

/** What reading takes. */
export interface ReadOptions {
  readonly parser: SqlParser;
  readonly request: LintFilesRequest;
  readonly show: (path: string) => string;
}

/** The content, or why there is none. */
async function readBytes(name: string, { cwd, readStdin }: LintFilesRequest): Promise<Uint8Array | string> {
  if (name === "-") return await readStdin();
  try {
    return await readFile(resolve(cwd, name));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return "there is no such file";
    return code === "EISDIR" ? "is a folder" : `cannot be read (${code ?? String(error)})`;
  }
}

/** Text, without a mark at its beginning; as a text of its own what is wrong with it. */
function decode(bytes: Uint8Array): { readonly text: string } | string {
  if (bytes.includes(0))
    return "is not text in UTF-8 (it has bytes that are 0, as UTF-16 and binary files do)";
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return { text: text.replaceAll(/\r\n?/gu, "\n") };
  } catch {
    return "is not text in UTF-8";
  }
}

/** The statements of a text as psql takes it. One that is no SQL hides none of the others. */
export function readText(parser: SqlParser, text: string): Omit<SqlFile, "shown"> {
  const { sql, leftOut } = readPsql(text);
  const whole = readSql(parser, sql);
  if (whole.every(({ parsed }) => parsed.kind === "tree")) return { statements: whole, leftOut };
  let [line, counted] = [0, 0];
  const statements = sqlStatements(sql).flatMap((one) => {
    for (; counted < one.from; counted += 1) if (sql[counted] === "\n") line += 1;
    const before = line;
    return readSql(parser, one.text).map((each) => ({ ...each, lineInText: before + each.lineInText }));
  });
  return { statements, leftOut };
}

/**
 * The statements of files with their transactions: a file is one, up to the first COMMIT or BEGIN that it has itself; with
 * `autocommit` only what is between these is.
 */
export function statementsOf(
  files: readonly SqlFile[],
  { autocommit }: Pick<LintFilesRequest, "autocommit">,
): readonly LintStatement[] {
  let units = 0;
  return files.flatMap(({ shown, statements }) => {
    let transaction = autocommit ? null : (units += 1);
    return statements.flatMap(({ sql, parsed, longNames, lineInText }) => {
      const control = parsed.kind === "tree" ? parsed.node.TransactionStmt : undefined;
      const kind = control === undefined ? undefined : KINDS[control.kind];
      if (kind !== undefined) {
        transaction = kind === "begin" ? (units += 1) : null;
        return [];
      }
      return [
        {
          sql,
          parsed,
          longNames,
          revision: null,
          direction: "upgrade" as const,
          file: shown,
          line: lineInText + 1,
          via: null,
          transaction,
          bookkeeping: false,
          trace: null,
        },
      ];
    });
  });
}

/** What begins and ends transactions; savepoints do neither. */
const KINDS: Readonly<Record<string, "begin" | "end">> = {
  TRANS_STMT_BEGIN: "begin",
  TRANS_STMT_START: "begin",
  TRANS_STMT_COMMIT: "end",
  TRANS_STMT_ROLLBACK: "end",
};
