import {
  ciSystemOf,
  isDependencyFile,
  isMakefile,
  isPython,
  isShellScript,
  isTaskFile,
  isTest,
  isYaml,
} from "../file-kinds.ts";
import { isForPostgres } from "../database-kind.ts";
import { lineAt } from "../line-at.ts";
import { folderOfPath, isBelow } from "../relative-paths.ts";
import {
  type Detector,
  type DoctorInput,
  hasNoMetadata,
  type Mistake,
  type Repository,
} from "../repository.ts";
import { baseName } from "../../targets/paths.ts";

/** Every known way to compare models and schema; a configuration of migrun counts as well. */
const DRIFT =
  /\balembic\b[^\n|;]*\bcheck\b|["']alembic["'][^\n]*["']check["']|\bcommand\.check\s*\(|\bdb[ :]check\b|compare_metadata|produce_migrations|test_model_definitions_match_ddl|pytest[-_]alembic|test-alembic|alembic[-_]verify|alembic[-_]autogen[-_]check|model_definitions_match|\bmigra\b|\bmigrun\b|makemigrations\s+--check|\batlas\b[^\n]*\bdiff\b/u;

/** No test that models and revisions agree, in a repository that has tests or CI. */
export const noDriftTest: Detector = (input) => {
  const { repository, subjects } = input;
  const [subject] = subjects;
  if (subject === undefined || hasDriftTest(repository)) return [];
  const ci = repository.files.find((file) => ciSystemOf(file) !== null);
  const test = repository.files.find((file) => isPython(file) && isTest(file));
  const place = ci ?? test;
  // Where nothing is tested at all, a missing test is not the mistake.
  if (place === undefined) return [];
  // Without metadata there is nothing to compare with.
  if (subjects.every(({ envText }) => envText !== null && hasNoMetadata(envText))) return [];
  return [
    {
      code: "MX923",
      message: "No test compares the models with what the revisions make.",
      hint: "Run `migrun all` in CI (`migrun init` writes the job), or `migrun drift` alone.",
      object: "tests:drift",
      file: subject.config,
    },
  ];
};

/** Tests on SQLite beside migrations for Postgres, and tests that make their tables without any revision. */
export const testsElsewhere: Detector = (input) =>
  input.subjects.flatMap((subject) => {
    if (!isForPostgres(subject, input)) return [];
    const tests = testsOf(subject.config, input);
    const texts = tests.map((file) => ({ file, text: input.repository.read(file) ?? "" }));
    if (texts.length === 0) return [];
    const all = texts.map(({ text }) => text).join("\n");
    const mistake =
      onSqlite(subject.name, texts, all) ??
      (hasDriftTest(input.repository) ? null : withoutRevisions(subject.name, texts, all));
    return mistake === null ? [] : [mistake];
  });

interface TestText {
  readonly file: string;
  readonly text: string;
}

const SQLITE =
  /(?:create_(?:async_)?engine\s*\(\s*["']|(?:DATABASE|DB|SQLALCHEMY)\w*["'\]]*\s*(?:[=:,]|\]\s*=)\s*["']|setenv\(\s*["']\w+["']\s*,\s*["'])sqlite(?:\+\w+)?:/iu;
const REAL =
  /postgres|psycopg|asyncpg|testcontainers|\bpg_\w+|pytest_docker|\balembic\b|migrun|TEST_DATABASE_URL|environ|getenv/iu;

function onSqlite(name: string, tests: readonly TestText[], all: string): Mistake | null {
  if (/postgres|psycopg|asyncpg|testcontainers|migrun/iu.test(all)) return null;
  const conftests = tests.filter(({ file }) =>
    /^(?:conftest|[\w-]*(?:fixtures?|setup|config|base)[\w-]*)\.py$/u.test(baseName(file)),
  );
  const found = conftests.find(({ text }) => SQLITE.test(text));
  if (found === undefined) return null;
  return {
    code: "MX925",
    message: `${name}: migrations are for Postgres, and the tests run on SQLite.`,
    hint: `Run them on what the revisions make: \`migrun exec ${name} -- pytest\` sets the URL variables to a migrated Postgres.`,
    object: `target:${name}`,
    file: found.file,
    line: lineAt(found.text, found.text.search(SQLITE) + 1),
  };
}

const CREATE_ALL = /\.metadata\.create_all\b|\bmetadata\.create_all\b|\.create_all\s*\(/u;

function withoutRevisions(name: string, tests: readonly TestText[], all: string): Mistake | null {
  if (/\balembic\b|migrun|flask_migrate|command\.upgrade|run_migrations|migrate_/iu.test(all)) return null;
  const found = tests.find(({ file, text }) => baseName(file) === "conftest.py" && CREATE_ALL.test(text));
  if (found === undefined || !REAL.test(all)) return null;
  return {
    code: "MX926",
    message: `${name}: the tests make their tables with create_all, so none of them sees what the revisions make.`,
    hint: `Run them on what the revisions make: \`migrun exec ${name} -- pytest\`; or let \`migrun drift\` prove that both are the same.`,
    object: `target:${name}`,
    file: found.file,
    line: lineAt(found.text, found.text.search(CREATE_ALL) + 1),
  };
}

/** The tests of the project that a config belongs to: below its folder, or below the one that holds both. */
function testsOf(config: string, { repository, subjects }: DoctorInput): readonly string[] {
  const tests = repository.files.filter((file) => isPython(file) && isTest(file));
  const folders = [...new Set(subjects.map((one) => folderOfPath(one.config)))];
  // With several projects side by side, tests above them belong to none of them in particular.
  for (let folder = folderOfPath(config); ; folder = folderOfPath(folder)) {
    const isShared = folders.some((other) => other !== folderOfPath(config) && isBelow(other, folder));
    const own = tests.filter((file) => isBelow(file, folder));
    if (own.length > 0) return isShared ? [] : own;
    if (folder === "." || folder === ".." || isShared) return [];
  }
}

const driftTests = new WeakMap<Repository, boolean>();

/** Is there a drift test anywhere: in tests, scripts, hooks, tasks, CI? */
function hasDriftTest(repository: Repository): boolean {
  const known = driftTests.get(repository);
  if (known !== undefined) return known;
  const found = repository.files.some((file) => {
    if (/(?:^|\/)(?:migrun\.config\.\w+|\.migrunrc(?:\.\w+)?)$/u.test(file)) return true;
    const counts =
      isPython(file) ||
      isShellScript(file) ||
      isMakefile(file) ||
      isYaml(file) ||
      isTaskFile(file) ||
      isDependencyFile(file) ||
      ciSystemOf(file) !== null ||
      /(?:pytest\.ini|\.toml|\.cfg)$/u.test(file);
    if (!counts) return false;
    const text = repository.read(file);
    if (text === null) return false;
    // In CI it is followed by a look at what it wrote; in a Makefile it makes a revision.
    return DRIFT.test(text) || (ciSystemOf(file) !== null && /revision[^\n]*--autogenerate/u.test(text));
  });
  driftTests.set(repository, found);
  return found;
}
