import {
  ciSystemOf,
  isCompose,
  isDockerfile,
  isMakefile,
  isPython,
  isShellScript,
  isTaskFile,
  isTest,
} from "./file-kinds.ts";
import type { Repository } from "./repository.ts";
import { baseName } from "../targets/paths.ts";

/** What CI runs, as far as it can be read. */
export interface CiReach {
  /** The files of CI systems. */
  readonly files: readonly string[];
  /** Their texts, and those of the scripts, task files, tests and Compose files that they lead to. */
  readonly text: string;
  /** Does CI hand the work to something outside of the repository, so that nothing can be said? */
  readonly isOpen: boolean;
}

/** A file that runs tests or code, not one that labels issues or publishes pages. */
const WORKS =
  /\b(?:pytest|tox|nox|unittest|make|just|task|alembic|migrun|docker|python3?|uv|poetry|pdm|hatch|pip|pre-commit|npm|pnpm|yarn|bash|sh)\b/u;
/** Work that is described elsewhere. */
const ELSEWHERE =
  /\buses:\s*(?!\.\/)[^\s#]+\/\.github\/workflows\/|^\s*include:|\borbs:|\bextends:|\btemplate:\s|\btrigger:\s*$/mu;
/** Comments say what somebody wanted, not what runs. */
const COMMENT = /(?:^|\s)#.*$/gmu;

/** Reads what CI leads to. More than runs is taken in rather than less. */
export function reachableFromCi(repository: Repository): CiReach {
  const files = repository.files.filter((file) => ciSystemOf(file) !== null);
  const own = files
    .map((file) => (repository.read(file) ?? "").replaceAll(COMMENT, ""))
    .filter((text) => WORKS.test(text));
  const text = own.join("\n");
  const further = repository.files
    .filter((file) => isLedTo(file, text))
    .map((file) => repository.read(file) ?? "");
  return { files, text: [text, ...further].join("\n"), isOpen: own.length === 0 || ELSEWHERE.test(text) };
}

function isLedTo(file: string, ci: string): boolean {
  if (ciSystemOf(file) !== null) return false;
  if (isPython(file)) return isTest(file) || ci.includes(baseName(file)) || isTaskFile(file);
  if (/^(?:pytest\.ini|tox\.ini|setup\.cfg|pyproject\.toml)$/u.test(baseName(file))) return true;
  return (
    isMakefile(file) ||
    isShellScript(file) ||
    isTaskFile(file) ||
    isCompose(file) ||
    isDockerfile(file) ||
    ci.includes(baseName(file))
  );
}
