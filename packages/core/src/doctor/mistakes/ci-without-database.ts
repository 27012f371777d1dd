import { isForPostgres } from "../database-kind.ts";
import { listed } from "../../rules/words.ts";
import { reachableFromCi } from "../reachable-from-ci.ts";
import type { Detector, DoctorInput, Mistake } from "../repository.ts";

/** Words that speak of a real Postgres, or of something that makes one. */
const POSTGRES =
  /postgres|psycopg|asyncpg|\bpg_\w+|pgvector|timescale|postgis|testcontainers|supabase|\bneon\b|cockroach|\brds\b|migrun/iu;
/** Words by which migrations run: Alembic's, and those of tools that run it. */
const MIGRATIONS =
  /\balembic\b|migrun|pytest[-_]alembic|\bdb[ :_-]?(?:upgrade|migrate)\b|\bmigrat(?:e|ions?)\b|flask_migrate/iu;

/** CI that never meets the database, or never runs a migration. */
export const ciWithoutDatabase: Detector = (input) => {
  const ci = reachableFromCi(input.repository);
  const [file] = ci.files;
  if (file === undefined || ci.isOpen || input.subjects.length === 0) return [];
  const mistakes: Mistake[] = [];
  const forPostgres = input.subjects.filter((subject) => isForPostgres(subject, input));
  // What depends on a driver mentions it in the files of the project too: those are no evidence of a server.
  if (forPostgres.length > 0 && !POSTGRES.test(withoutDependencies(ci.text))) {
    mistakes.push({
      code: "MX921",
      message: `${namesOf(forPostgres)} ${forPostgres.length === 1 ? "is" : "are"} for Postgres, and nothing that CI runs has one (${shown(ci.files)}).`,
      hint: "Run `migrun init`: it writes a job that runs `migrun all`, which brings its own Postgres.",
      object: "ci:database",
      file,
    });
  }
  if (!MIGRATIONS.test(withoutDependencies(ci.text))) {
    mistakes.push({
      code: "MX922",
      message: `CI runs no migration of ${namesOf(input.subjects)} (${shown(ci.files)}).`,
      hint: "Run `migrun init`: it writes a job that runs `migrun all`: upgrade, drift and round trip.",
      object: "ci:migrations",
      file,
    });
  }
  return mistakes;
};

/** Lines that only name a package: `psycopg[binary]>=3.1`, `"alembic>=1.13",`, `alembic = "^1.13"`. */
function withoutDependencies(text: string): string {
  return text.replaceAll(
    /^\s*["']?[\w.-]+(?:\[[\w,\s.-]*\])?\s*(?:(?:[<>=!~^]=?|===|@)[^\n]*|["']?,?\s*|=\s*(?:["'{][^\n]*))$/gmu,
    "",
  );
}

function namesOf(subjects: DoctorInput["subjects"]): string {
  const names = subjects.map(({ name }) => name);
  return names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : listed(names);
}

function shown(files: readonly string[]): string {
  return files.length > 2 ? `${files.slice(0, 2).join(", ")} and ${files.length - 2} more` : listed(files);
}
