import { folderOf } from "../targets/paths.ts";
import {
  ciSystemOf,
  isDependencyFile,
  isMakefile,
  isPython,
  isShellScript,
  isTaskFile,
  isYaml,
} from "./file-kinds.ts";
import { isSwallowed } from "./mistakes/swallowed-failure.ts";
import type { DoctorInput, DoctorSubject, Repository } from "./repository.ts";
import { commandsIn } from "./scripts/read-commands.ts";

/** Every known way to compare models and schema; a configuration of migrun counts as well. */
const DRIFT =
  /\balembic\b[^\n|;&]*?\bcheck\b|["']alembic["'][^\n]*["']check["']|\bcommand\.check\s*\(|\bdb[ :]check\b|compare_metadata|produce_migrations|test_model_definitions_match_ddl|pytest[-_]alembic|test-alembic|alembic[-_]verify|alembic[-_]autogen[-_]check|model_definitions_match|\bmigra\b|\bmigrun\b|makemigrations\s+--check|\batlas\b[^\n]*\bdiff\b/gu;
/** A call for one history alone, with what names it. */
const CALL = /^alembic\b[^\n|;&]*\bcheck$/u;
const SECTION = /\s(?:-n|--name)[ =]["']?([\w.-]+)(?=["'\s])/u;
const CONFIG = /\s(?:-c|--config)[ =]["']?([\w./-]+)(?=["'\s])/u;
const FOLDER = /\bcd\s+["']?([\w./-]+)["']?\s*(?:&&|;)\s*(?:[\w-]+\s+run\s+|python3?\s+-m\s+)?$/u;

const covered = new WeakMap<Repository, ReadonlySet<DoctorSubject>>();

/** The targets whose models some test, script, hook, task or CI step compares with what the revisions make, so that it can fail. */
export function withDriftTest(input: DoctorInput): ReadonlySet<DoctorSubject> {
  const known = covered.get(input.repository);
  if (known !== undefined) return known;
  const found = new Set<DoctorSubject>();
  for (const file of input.repository.files) {
    if (found.size === input.subjects.length) break;
    for (const subject of coveredBy(file, input)) found.add(subject);
  }
  covered.set(input.repository, found);
  return found;
}

function coveredBy(file: string, { repository, subjects }: DoctorInput): readonly DoctorSubject[] {
  if (/(?:^|\/)(?:migrun\.config\.\w+|\.migrunrc(?:\.\w+)?)$/u.test(file)) return subjects;
  if (!counts(file)) return [];
  const text = repository.read(file);
  if (text === null) return [];
  // In CI it is followed by a look at what it wrote; in a Makefile it makes a revision.
  if (ciSystemOf(file) !== null && /revision[^\n]*--autogenerate/u.test(text)) return subjects;
  if (text.search(DRIFT) < 0) return [];
  const live = withoutSwallowed(text, file, repository);
  return [...live.matchAll(DRIFT)].flatMap(({ 0: call, index }) =>
    meantBy(call, live.slice(0, index), subjects),
  );
}

function counts(file: string): boolean {
  return (
    isPython(file) ||
    isShellScript(file) ||
    isMakefile(file) ||
    isYaml(file) ||
    isTaskFile(file) ||
    isDependencyFile(file) ||
    ciSystemOf(file) !== null ||
    /(?:pytest\.ini|\.toml|\.cfg)$/u.test(file)
  );
}

/** Lines whose failure does not count prove nothing; every line stays where it is. */
function withoutSwallowed(text: string, file: string, repository: Repository): string {
  const swallowed = commandsIn(repository, file).filter(
    (command) => command.text.search(DRIFT) >= 0 && isSwallowed(command),
  );
  if (swallowed.length === 0) return text;
  const lines = text.split("\n");
  for (const { line } of swallowed) {
    let at = line - 1;
    for (; /\\\s*$/u.test(lines[at] ?? ""); at++) lines[at] = "";
    lines[at] = "";
  }
  return lines.join("\n");
}

/** What a call names literally; all where it names nothing that is known, such as a variable of a loop. */
function meantBy(call: string, before: string, subjects: readonly DoctorSubject[]): readonly DoctorSubject[] {
  if (subjects.length < 2 || !CALL.test(call)) return subjects;
  const section = SECTION.exec(call)?.[1];
  const config = CONFIG.exec(call)?.[1];
  const folder = FOLDER.exec(before.slice(before.lastIndexOf("\n") + 1))?.[1]?.replace(/^\.\/|\/$/gu, "");
  if (section === undefined && config === undefined && folder === undefined) return subjects;
  const meant = subjects.filter(
    (subject) =>
      (section ?? subject.section) === subject.section &&
      (config === undefined || endsWithPath(subject.config, config.replace(/^\.\//u, ""))) &&
      (folder === undefined || endsWithPath(folderOf(`/${subject.config}`), folder)),
  );
  return meant.length === 0 ? subjects : meant;
}

function endsWithPath(path: string, end: string): boolean {
  return path === end || path.endsWith(`/${end}`);
}
