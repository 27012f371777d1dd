import { compareCodePoints } from "../text/compare-code-points.ts";
import { nearest } from "../text/nearest.ts";
import { relativePath } from "./paths.ts";
import type { TargetProblem } from "./target.ts";

/** What the configuration says about where a target is (`targets.<name>`). Paths are absolute. */
export interface ConfiguredTarget {
  readonly name: string;
  readonly config: string | null;
  readonly section: string | null;
  readonly cwd: string | null;
}

/** A target that discovery found, under the name that it gets without configuration. */
export interface FoundTarget {
  readonly name: string;
  readonly file: string;
  readonly section: string;
}

/** The config file and section that a configured name stands for. */
export interface TargetPlace {
  readonly file: string;
  readonly section: string;
}

/** Sections of a config file, for an entry that names the file. Null: no such file, or not readable. */
export type SectionsOf = (file: string) => readonly string[] | null;

interface Around {
  /** Paths are shown from here. */
  readonly cwd: string;
  /** The file that the entries stand in. */
  readonly source: string;
  readonly sectionsOf: SectionsOf;
}

/** More names are no help to anybody. */
const NAMED = 12;

/**
 * Finds what an entry of the configuration means: the section of the file that it names, else what was found
 * under its section or its own name. A section that does not exist is a problem and never stands for another.
 */
export function matchConfigured(
  entry: ConfiguredTarget,
  found: readonly FoundTarget[],
  around: Around,
): TargetPlace | TargetProblem {
  if (entry.config !== null) return inNamedFile(entry, entry.config, around);
  const problem = (message: string, hint: string): TargetProblem => ({
    name: entry.name,
    file: around.source,
    section: entry.section,
    line: null,
    message,
    hint,
  });
  const wanted = entry.section;
  const matches = found.filter((one) => (wanted === null ? one.name === entry.name : one.section === wanted));
  const [first, second] = matches;
  if (first !== undefined && second === undefined) return { file: first.file, section: first.section };
  const path = `targets.${entry.name}`;
  if (first !== undefined) {
    const files = matches.map((one) => relativePath(around.cwd, one.file)).join(", ");
    return problem(`${path}: several configs have a section [${wanted}]: ${files}`, `Set ${path}.config.`);
  }
  if (wanted !== null) {
    const near = nearest(
      wanted,
      found.map((one) => one.section),
    );
    const meant = near === null ? "" : ` (nearest: [${near}])`;
    return problem(`${path}: no config has a section [${wanted}]${meant}`, `Correct ${path}.section.`);
  }
  const names = found.map((one) => one.name);
  const near = nearest(entry.name, names);
  const meant = near === null ? "" : ` (nearest: ${near})`;
  return problem(
    `${path}: no target of this name was found${meant}`,
    `Correct the name${knownNames(names)}, or set ${path}.config to its ini file or pyproject.toml.`,
  );
}

function knownNames(names: readonly string[]): string {
  if (names.length === 0) return "";
  const rest = names.length - NAMED;
  const more = rest > 0 ? ` and ${rest} more` : "";
  return ` (there are ${names.toSorted(compareCodePoints).slice(0, NAMED).join(", ")}${more})`;
}

function inNamedFile(entry: ConfiguredTarget, file: string, around: Around): TargetPlace | TargetProblem {
  const sections = around.sectionsOf(file);
  const path = `targets.${entry.name}`;
  const shown = relativePath(around.cwd, file);
  if (sections === null) {
    const message = `${path}.config: ${shown} does not exist or cannot be read`;
    return {
      name: entry.name,
      file: around.source,
      section: entry.section,
      line: null,
      message,
      hint: `Correct ${path}.config.`,
    };
  }
  const own = sections.includes(entry.name) ? entry.name : "alembic";
  const section = entry.section ?? own;
  if (sections.includes(section)) return { file, section };
  const near = nearest(section, sections);
  const meant = near === null ? "" : ` (nearest: [${near}])`;
  const message = `${path}: ${shown} has no section [${section}]${meant}`;
  return {
    name: entry.name,
    file,
    section,
    line: null,
    message,
    hint: `Set ${path}.section to one that exists.`,
  };
}
