import { listed } from "../../rules/words.ts";
import { withDriftTest } from "../drift-tests.ts";
import { ciSystemOf, isPython, isTest } from "../file-kinds.ts";
import { isForPostgres } from "../database-kind.ts";
import { lineAt } from "../line-at.ts";
import { folderOfPath, isBelow } from "../relative-paths.ts";
import { type Detector, type DoctorInput, hasNoMetadata, type Mistake } from "../repository.ts";
import { baseName } from "../../targets/paths.ts";

/** No test that models and revisions agree, in a repository that has tests or CI. */
export const noDriftTest: Detector = (input) => {
  const { repository, subjects } = input;
  const tested = withDriftTest(input);
  // Without metadata there is nothing to compare with.
  const bare = subjects.filter(
    (one) => !tested.has(one) && (one.envText === null || !hasNoMetadata(one.envText)),
  );
  const [subject] = bare;
  if (subject === undefined) return [];
  const ci = repository.files.find((file) => ciSystemOf(file) !== null);
  const test = repository.files.find((file) => isPython(file) && isTest(file));
  const place = ci ?? test;
  // Where nothing is tested at all, a missing test is not the mistake.
  if (place === undefined) return [];
  return [
    {
      code: "MX923",
      message: `No test ${tested.size === 0 ? "" : `that can fail `}compares the models ${tested.size === 0 ? "" : `of ${listed(bare.map(({ name }) => name))} `}with what the revisions make.`,
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
      (withDriftTest(input).has(subject) ? null : withoutRevisions(subject.name, texts, all));
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
