import type { Effect } from "./effects/effect.ts";

const WORD = String.raw`(?:"(?:[^"]|"")+"|[\w$\u{80}-\u{10ffff}]+)`;
const GAP = String.raw`(?:\s|--[^\n]*\n|/\*[^]*?\*/)*`;
const NAME = `${WORD}(?:${GAP}\\.${GAP}${WORD})?${GAP}`;
const CREATE_INDEX = startOf(
  `create (?:unique )?index (?:concurrently )?(?:if not exists )?(?:${NAME})?on (?:only )?${NAME}`,
);
const ADD_CONSTRAINT = startOf(
  `alter table (?:if exists )?(?:only )?${NAME}add (?:constraint ${WORD}${GAP})?(?=check\\b)`,
);

/** Words with what may stand between them. */
function startOf(pattern: string): RegExp {
  return new RegExp(`^${GAP}${pattern.replaceAll(" ", `\\b${GAP}`)}`, "iu");
}

/** Effects with the text of what a recipe could not repeat from its parts: operator classes, expressions, options. */
export function asWritten(effects: readonly Effect[], sql: string): readonly Effect[] {
  const [effect] = effects;
  if (effect === undefined || effects.length > 1) return effects;
  if (effect.kind === "create-index" && effect.index.written !== null) {
    const written = restOf(sql, CREATE_INDEX) ?? effect.index.written;
    return [{ ...effect, index: { ...effect.index, written } }];
  }
  if (effect.kind === "add-constraint" && effect.constraint.written !== null) {
    const written = restOf(sql, ADD_CONSTRAINT) ?? effect.constraint.written;
    return [{ ...effect, constraint: { ...effect.constraint, written } }];
  }
  return effects;
}

function restOf(sql: string, start: RegExp): string | null {
  const found = start.exec(sql)?.[0];
  return found === undefined ? null : sql.slice(found.length).replace(/[\s;]+$/u, "");
}
