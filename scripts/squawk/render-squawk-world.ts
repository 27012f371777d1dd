import type { JudgedStatement } from "../../packages/core/src/lint/lint-run.ts";
import type { WorldJudged, WorldSaid } from "./judge-world.ts";
import { table } from "./markdown-table.ts";
import type { WorldHistory } from "./read-world.ts";
import { reasonOf } from "./reason-of.ts";
import { SAME_MATTER } from "./same-matter.ts";

/** A history with what both tools say of it. */
export interface ComparedHistory {
  readonly history: WorldHistory;
  readonly judged: WorldJudged;
}

/** Statements that are named for each kind of difference. */
const SHOWN = 3;

/** The page on the histories of `world/`, in Markdown. `version`: of squawk. */
export function renderSquawkWorld(all: readonly ComparedHistory[], version: string): string {
  const said = all.flatMap(({ judged }) => judged.said);
  const own = all.flatMap(({ judged }) => judged.own);
  const around = new Map<string, JudgedStatement[]>();
  for (const [part, at] of all.flatMap(({ judged }) => judged.statements))
    around.set(part, [...(around.get(part) ?? []), at]);
  const kinds = kindsOf(
    said.filter(({ both }) => !both),
    around,
  );
  const count = (of: readonly { readonly both: boolean }[]): number => of.filter(({ both }) => both).length;
  const unexplained = kinds.filter(({ reason }) => reason === null).flatMap(({ of }) => of);
  const page = [
    "# Side by side with squawk: histories of others",
    `Written by \`pnpm compare:squawk --world\`: squawk-cli ${version} and migrun on the same SQL. [squawk.md](squawk.md) has them on the vectors. Here are the histories of \`world/\` (see [world.md](world.md)), as \`migrun sql\` shows what their revisions send: ${all.flatMap(({ history }) => history.parts).length} transactions of ${all.length} histories. Each revision is a transaction, but for autocommit blocks. Alembic's bookkeeping is left out, and so are reads of the catalog. Squawk gets each transaction as a file; migrun knows what the revisions before made. All rules of migrun are on, and nobody sets timeouts.`,
    table(
      ["history", "package", "transactions", "statements", "squawk", "both", "migrun"],
      all.map(({ history, judged }) => [
        history.target,
        history.version,
        String(history.parts.length),
        String(history.parts.flatMap(({ statements }) => statements).length),
        String(judged.said.length),
        String(count(judged.said)),
        String(judged.own.length),
      ]),
    ),
    "## What squawk says of them",
    `Of ${said.length} findings of squawk (a rule counts once per statement) migrun has ${count(said)} too. Of the other ${said.length - count(said)}, ${unexplained.length} have no reason below.`,
    table(
      ["rule of squawk", "here", "findings", "both", "squawk alone"],
      [...new Set(said.map(({ rule }) => rule))].toSorted().map((rule) => {
        const of = said.filter((one) => one.rule === rule);
        const here = (SAME_MATTER[rule] ?? []).join(" ") || "none";
        return [rule, here, String(of.length), String(count(of)), String(of.length - count(of))];
      }),
    ),
    "## Squawk alone, and why",
    "Each kind was looked at by hand. *Wrong*: the servers do not do what the finding says. *Taste*: true, and not asked for here.",
    table(
      ["rule of squawk", "findings", "why migrun is silent", "for example"],
      kinds.map(({ rule, reason, of }) => [
        rule,
        String(of.length),
        reason ?? "**nobody knows yet**",
        of.slice(0, SHOWN).map(shown).join("<br>"),
      ]),
    ),
    "## Migrun alone",
    `Of ${own.length} findings of migrun (a code counts once per statement) squawk has ${count(own)} too. Alone are those that need the schema from before, or several statements, or that squawk has no rule for:`,
    table(
      ["code", "findings", "both", "migrun alone"],
      [...new Set(own.map(({ code }) => code))].toSorted().map((code) => {
        const of = own.filter((one) => one.code === code);
        return [code, String(of.length), String(count(of)), String(of.length - count(of))];
      }),
    ),
  ];
  return `${page.join("\n\n")}\n`;
}

interface Kind {
  readonly rule: string;
  readonly reason: string | null;
  readonly of: WorldSaid[];
}

function kindsOf(
  said: readonly WorldSaid[],
  around: ReadonlyMap<string, readonly JudgedStatement[]>,
): readonly Kind[] {
  const kinds = new Map<string, Kind>();
  for (const one of said) {
    const reason = reasonOf(one.rule, { at: one.at, around: around.get(one.part) ?? [one.at] });
    const key = `${one.rule} ${reason}`;
    const kind = kinds.get(key) ?? { rule: one.rule, reason, of: [] };
    kind.of.push(one);
    kinds.set(key, kind);
  }
  return [...kinds].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, kind]) => kind);
}

function shown({ part, at }: WorldSaid): string {
  const sql = at.statement.sql.replaceAll(/\s+/gu, " ").replaceAll("|", "\\|");
  return `${part}: \`${sql.length > 80 ? `${sql.slice(0, 79)}…` : sql}\``;
}
