import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { $ } from "zx";

/** The release that is compared with: npm has it with a binary per platform, nothing is fetched from elsewhere. */
export const SQUAWK_VERSION = "2.66.0";

/** SQL that squawk judges as one file. */
export interface SquawkFile {
  readonly name: string;
  readonly statements: readonly string[];
  /** One transaction around all of it, as migration tools do; else none. */
  readonly inTransaction: boolean;
  /** Major version of Postgres. */
  readonly postgres: number;
}

/** What squawk says of one statement. */
export interface SquawkFinding {
  readonly rule: string;
  /** Index of the statement. */
  readonly statement: number;
  readonly message: string;
}

/**
 * What squawk says of each file, by name, in order of place. Besides its standard rules the opt-in one on the order of
 * enum values is on; the one that wants a schema on every table is a matter of style, and off.
 */
export async function runSquawk(
  files: readonly SquawkFile[],
): Promise<ReadonlyMap<string, readonly SquawkFinding[]>> {
  const folder = await mkdtemp(join(tmpdir(), "migrun-squawk-"));
  try {
    const found = new Map(files.map(({ name }) => [name, [] as SquawkFinding[]]));
    // Its settings are of a whole run. (`Map.groupBy` comes with Node 21.)
    const kinds = new Set(files.map(kindOf));
    for (const kind of kinds) {
      const same = files.filter((file) => kindOf(file) === kind);
      for (const [name, findings] of await judge(same, folder)) found.set(name, findings);
    }
    return found;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function kindOf({ inTransaction, postgres }: SquawkFile): string {
  return `${inTransaction} ${postgres}`;
}

interface Said {
  readonly file: string;
  /** From 0. */
  readonly line: number;
  readonly rule_name: string;
  readonly message: string;
}

async function judge(
  files: readonly SquawkFile[],
  folder: string,
): Promise<ReadonlyMap<string, SquawkFinding[]>> {
  const [first] = files;
  if (first === undefined) return new Map();
  const placed = await Promise.all(
    files.map(async (file, index) => {
      const path = join(folder, `${index}.sql`);
      await writeFile(path, file.statements.map((one) => `${one.replace(/;\s*$/u, "")};\n`).join(""));
      return { path, file };
    }),
  );
  const version = `squawk-cli@${SQUAWK_VERSION}`;
  const settings = [
    `--pg-version=${first.postgres}.0`,
    "--include=require-enum-value-ordering",
    ...(first.inTransaction ? ["--assume-in-transaction"] : []),
  ];
  // It exits with 1 where it says something.
  const run = await $({
    nothrow: true,
    quiet: true,
  })`npx -y ${version} --reporter json ${settings} ${placed.map(({ path }) => path)}`;
  if (run.exitCode !== 0 && run.exitCode !== 1) throw new Error(`squawk: ${run.stderr}`);
  const said = JSON.parse(run.stdout) as readonly Said[];
  return new Map(
    placed.map(({ path, file }) => [
      file.name,
      said
        .filter((one) => one.file === path)
        .map((one) => ({
          rule: one.rule_name,
          statement: statementAt(file.statements, one.line),
          message: one.message,
        }))
        .toSorted((a, b) => a.statement - b.statement),
    ]),
  );
}

function statementAt(statements: readonly string[], line: number): number {
  let next = 0;
  const at = statements.findIndex((one) => {
    next += one.split("\n").length;
    return line < next;
  });
  return at < 0 ? statements.length - 1 : at;
}
