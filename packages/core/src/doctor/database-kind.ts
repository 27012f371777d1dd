import { isDatabaseUrl, parseDatabaseUrl } from "../urls/database-url.ts";
import { isDependencyFile } from "./file-kinds.ts";
import { isPlaceholderUrl } from "./placeholder-url.ts";
import { isBelow } from "./relative-paths.ts";
import type { DoctorInput, DoctorSubject } from "./repository.ts";

const POSTGRES_DRIVER = /\b(?:psycopg2?|psycopg2-binary|asyncpg|pg8000)\b/iu;
const OTHER_DRIVER =
  /\b(?:aiosqlite|pymysql|mysqlclient|aiomysql|asyncmy|mysql-connector-python|oracledb|pyodbc)\b/iu;

/** Is a target surely for Postgres? By its URL; without one, by the only kind of driver that its project depends on. */
export function isForPostgres(subject: DoctorSubject, input: DoctorInput): boolean {
  const { url, envText } = subject;
  if (url !== null && isDatabaseUrl(url) && !isPlaceholderUrl(url)) {
    return parseDatabaseUrl(url)?.dialect === "postgresql";
  }
  const written = envText ?? "";
  if (/["']sqlite/u.test(written) || /["']mysql/u.test(written)) return false;
  const drivers = dependenciesOf(subject, input);
  return POSTGRES_DRIVER.test(drivers) && !OTHER_DRIVER.test(drivers);
}

/** The dependency files of the project that a target belongs to: beside its config, and in the folders above. */
function dependenciesOf(subject: DoctorSubject, { repository }: DoctorInput): string {
  return repository.files
    .filter((file) => isDependencyFile(file) && isAbove(file, subject))
    .map((file) => repository.read(file) ?? "")
    .join("\n");
}

function isAbove(file: string, { config, cwd }: DoctorSubject): boolean {
  const folder = file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : ".";
  const place = folder.replace(/(?:^|\/)requirements$/u, "") || ".";
  return isBelow(config, place) || isBelow(cwd, place);
}
