import { isPlaceholderUrl } from "../placeholder-url.ts";
import { configureCalls } from "../python/configure-call.ts";
import type { Detector, DoctorSubject } from "../repository.ts";
import { parseDatabaseUrl } from "../../urls/database-url.ts";

/** Alembic's own name for it. */
const DEFAULT_TABLE = "alembic_version";

/** Two histories whose versions stand in one table of one database. */
export const sharedVersionTable: Detector = ({ subjects }) => {
  const seen = new Map<string, DoctorSubject>();
  return subjects.flatMap((subject) => {
    const place = versionPlace(subject);
    if (place === null) return [];
    const other = seen.get(place.key);
    if (other === undefined) {
      seen.set(place.key, subject);
      return [];
    }
    if (isSameHistory(other, subject)) return [];
    return [
      {
        code: "MX927" as const,
        message: `${other.name} and ${subject.name} keep their version in one table: ${place.table} of ${place.where}.`,
        hint: `Give one of them a table of its own, in its env.py: context.configure(…, version_table="${DEFAULT_TABLE}_${subject.name.replaceAll(/\W+/gu, "_")}"), and stamp its databases with it.`,
        object: `table:${place.table}`,
        file: subject.config,
        line: subject.versionTable?.line ?? null,
      },
    ];
  });
};

/** `version_table` of the ini that env.py does not hand to `context.configure`. */
export const versionTableUnread: Detector = ({ subjects }) =>
  subjects.flatMap((subject) => {
    const { versionTable, envText, envFile, config } = subject;
    if (versionTable === null || envText === null || versionTable.value === DEFAULT_TABLE) return [];
    const calls = configureCalls(envText);
    if (calls.length === 0 || calls.some((call) => call.isOpen) || envText.includes("version_table"))
      return [];
    return [
      {
        code: "MX936" as const,
        message: `${subject.name}: version_table = ${versionTable.value} has no effect, because ${envFile ?? "env.py"} does not pass it on.`,
        hint: 'Write in both calls of context.configure: version_table=config.get_main_option("version_table").',
        object: `target:${subject.name}`,
        file: config,
        line: versionTable.line,
      },
    ];
  });

/** Where a target keeps its version, as far as its files tell; `key` is the same for the same place. */
function versionPlace(
  subject: DoctorSubject,
): { readonly key: string; readonly table: string; readonly where: string } | null {
  const table = versionTableOf(subject);
  const database = databaseOf(subject);
  if (table === null || database === null) return null;
  return {
    key: `${database.key}\0${table.schema ?? ""}\0${table.name}`,
    table: table.name,
    where: database.where,
  };
}

/** The version table that env.py asks for, and its schema; null where only Python can tell. */
export function versionTableOf({ envText, versionTable }: Pick<DoctorSubject, "envText" | "versionTable">): {
  readonly name: string;
  readonly schema: string | null;
} | null {
  if (envText === null) return null;
  const calls = configureCalls(envText);
  if (calls.length === 0 || calls.some((call) => call.isOpen)) return null;
  const places = calls.map((call) => {
    const literal = call.literal("version_table");
    const source = call.source("version_table");
    const schema = call.literal("version_table_schema");
    if (schema === null && call.source("version_table_schema") !== null) return null;
    if (source === null) return { name: DEFAULT_TABLE, schema };
    if (literal !== null) return { name: literal, schema };
    const isIni = /get_(?:main|section)_option\(.*["']version_table["']/u.test(source);
    return isIni && versionTable !== null ? { name: versionTable.value, schema } : null;
  });
  const [first = null] = places;
  return places.every((one) => one?.name === first?.name && one?.schema === first?.schema) ? first : null;
}

/** The database that a target's URL names, or that its one variable stands for beside its siblings in the same file. */
function databaseOf(subject: DoctorSubject): { readonly key: string; readonly where: string } | null {
  const { url, urlEnv, config } = subject;
  const [variable, ...others] = urlEnv;
  if (variable !== undefined) {
    // Files of different services may mean different databases by the same variable; sections of one file do not.
    return others.length > 0
      ? null
      : { key: `${config}\0$${variable}`, where: `the database of ${variable}` };
  }
  if (url === null || isPlaceholderUrl(url)) return null;
  const parsed = parseDatabaseUrl(url);
  if (parsed === null || parsed.database === "" || parsed.database === ":memory:") return null;
  const host = parsed.dialect === "sqlite" ? "" : `${parsed.host}:${parsed.port ?? ""}`;
  // A file of SQLite is relative to where Alembic runs.
  const folder = parsed.dialect === "sqlite" ? subject.cwd : "";
  return {
    key: `${parsed.dialect}\0${host}\0${parsed.database}\0${folder}`,
    where: `the database ${parsed.database}`,
  };
}

/** Several configs for one history (development, production) share its table by design. */
function isSameHistory(one: DoctorSubject, other: DoctorSubject): boolean {
  return (
    one.versionFolders.some((folder) => other.versionFolders.includes(folder)) ||
    one.versionFolders.length === 0
  );
}
