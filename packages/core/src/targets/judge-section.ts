import type { IniDocument, IniSection } from "../ini/ini-document.ts";

/** Does a section of an ini file name a target? If not, and it looks as if it might, why not. */
export type SectionVerdict =
  | { readonly kind: "target" }
  | { readonly kind: "passed-over"; readonly reason: string }
  /** Nothing of Alembic's in it: not worth a word. */
  | { readonly kind: "unrelated" };

/** Sections that are never targets, whatever they hold, and what they are. */
const RESERVED: readonly (readonly [name: RegExp, reason: string])[] = [
  [/^(?:loggers|handlers|formatters|(?:logger|handler|formatter)_.*)$/u, "configures logging"],
  [/^post_write_hooks$/u, "configures hooks that run on new revision files"],
  [/^(?:.*[:._-])?excludes?$/u, "lists what env.py leaves out"],
];
/** Keys that make a section with an inherited script_location a target of its own. */
const OWN_KEYS = ["sqlalchemy.url", "version_locations", "version_table"] as const;

/**
 * A section is a target if it has a `script_location` of its own, or takes one from `[DEFAULT]` (or from the
 * `[tool.alembic]` beside it) and has a URL, version locations or version table of its own.
 */
export function judgeSection(
  document: IniDocument,
  section: IniSection,
  tomlLocation: boolean,
): SectionVerdict {
  const own = section.entries.has("script_location");
  const inDefault = document.defaults.entries.has("script_location");
  const ownKey = OWN_KEYS.find((key) => section.entries.has(key));
  const reserved = RESERVED.find(([name]) => name.test(section.name));
  if (reserved !== undefined) return { kind: "passed-over", reason: reserved[1] };
  if (own) return { kind: "target" };
  if (ownKey !== undefined) {
    const owner = engineOwner(document, section.name);
    if (owner !== null) {
      return { kind: "passed-over", reason: `is an engine of [${owner}], which names it in \`databases\`` };
    }
    if (inDefault || tomlLocation) return { kind: "target" };
    return {
      kind: "passed-over",
      reason: `has ${ownKey}, but no script_location, and [DEFAULT] has none either`,
    };
  }
  // What plain `alembic` runs with, where the TOML says the rest.
  if (section.name === "alembic" && tomlLocation) return { kind: "target" };
  if (!inDefault) return { kind: "unrelated" };
  return {
    kind: "passed-over",
    reason: `inherits script_location from [DEFAULT], but has no ${OWN_KEYS.join(", ")} of its own`,
  };
}

/** The section whose `databases` names this one, as in Alembic's `multidb` template; null if none does. */
function engineOwner(document: IniDocument, name: string): string | null {
  for (const owner of [...document.sections.values(), document.defaults]) {
    const databases = owner.entries.get("databases")?.value;
    if (owner.name !== name && databases !== undefined && databases.split(/[\s,]+/u).includes(name)) {
      return owner.name;
    }
  }
  return null;
}
