import { table } from "./markdown-table.ts";
import { SAME_MATTER } from "./same-matter.ts";

/** SQL with what must be found in it and what must not, and what both tools say of it. */
export interface Compared {
  readonly id: string;
  readonly fires: readonly string[];
  readonly not: readonly string[];
  /** Codes of migrun. */
  readonly migrun: ReadonlySet<string>;
  /** Rules of squawk. */
  readonly squawk: ReadonlySet<string>;
}

/**
 * What a rule of squawk came to on one vector. `both`: migrun says it too. `wrong`: the vector says that it must not be
 * found. `to-come`: the vector wants it, and migrun's rule is not built. `missed`: it is built and silent. `open`: the
 * vector does not say.
 */
export type Verdict = "both" | "wrong" | "to-come" | "missed" | "open";

/** The verdict on what squawk says. */
export function judge(one: Compared, rule: string, built: ReadonlySet<string>): Verdict {
  const codes = SAME_MATTER[rule] ?? [];
  if (codes.some((code) => one.migrun.has(code))) return "both";
  const wanted = codes.filter((code) => one.fires.includes(code));
  if (wanted.length > 0) return wanted.some((code) => built.has(code)) ? "missed" : "to-come";
  return codes.some((code) => one.not.includes(code)) ? "wrong" : "open";
}

/** The page of the comparison, in Markdown. */
export function renderComparison(
  all: readonly Compared[],
  { built, version }: { readonly built: ReadonlySet<string>; readonly version: string },
): string {
  const rules = [...new Set(all.flatMap(({ squawk }) => [...squawk]))].toSorted();
  const rows = rules.map((rule) => ({ rule, by: verdictsOf(all, rule, built) }));
  const total = (verdict: Verdict): number => rows.reduce((sum, { by }) => sum + by[verdict].length, 0);
  const wanted = all.flatMap((one) =>
    one.fires.filter((code) => built.has(code)).map((code) => ({ code, one })),
  );
  const foundBySquawk = wanted.filter(({ code, one }) => saysSo(one, code));
  return `${[
    "# Side by side with squawk",
    `Written by \`pnpm compare:squawk\`: squawk-cli ${version} and migrun on the same SQL, the ${all.length} vectors of \`packages/core/src/rules/sql-vectors.json\`. Each vector names codes that must be found and codes that must not; they were checked against locks, rewrites and scans measured on real servers. Squawk is told that a transaction is around the file where there is one, and the version of Postgres; timeouts are set for both where the vector has them; what a vector committed before is known to migrun alone, since squawk reads one file. Its opt-in rule on enum values is on, the one that wants a schema on every name is off.`,
    "## What squawk says",
    `Of ${total("both") + total("wrong") + total("to-come") + total("missed") + total("open")} findings of squawk (a rule counts once per vector) migrun has ${total("both")} too, ${total("wrong")} are wrong by the vectors, ${total("to-come")} wait for a rule of migrun that is not built yet, ${total("missed")} are missed by a rule that is, and of ${total("open")} the vectors say nothing.`,
    table(
      ["rule of squawk", "here", "vectors", "both", "wrong", "to come", "missed", "open"],
      rows.map(({ rule, by }) => [
        rule,
        (SAME_MATTER[rule] ?? []).join(" ") || "none",
        String(Object.values(by).flat().length),
        ...(["both", "wrong", "to-come", "missed", "open"] as const).map((verdict) =>
          String(by[verdict].length),
        ),
      ]),
    ),
    "## What migrun must find",
    `Of ${wanted.length} findings that the vectors want of the ${built.size} rules that are built, migrun has ${wanted.filter(({ code, one }) => one.migrun.has(code)).length}, squawk ${foundBySquawk.length}.`,
    table(
      ["code", "vectors", "migrun", "squawk"],
      [...new Set(wanted.map(({ code }) => code))].toSorted().map((code) => {
        const own = wanted.filter((one) => one.code === code).map(({ one }) => one);
        return [
          code,
          String(own.length),
          String(own.filter(({ migrun }) => migrun.has(code)).length),
          String(own.filter((one) => saysSo(one, code)).length),
        ];
      }),
    ),
    "## One by one",
    ...(["wrong", "to-come", "missed", "open"] as const).flatMap((verdict) => [
      `### ${TITLES[verdict]}`,
      rows
        .filter(({ by }) => by[verdict].length > 0)
        .map(({ rule, by }) => `- ${rule}: ${by[verdict].join(", ")}`)
        .join("\n") || "None.",
    ]),
  ].join("\n\n")}\n`;
}

const TITLES = {
  wrong: "Found by squawk where it must not be",
  "to-come": "Found by squawk, for rules of migrun that are not built",
  missed: "Found by squawk, missed by migrun",
  open: "Found by squawk, and the vector does not say",
} as const;

/** Does squawk say on the vector what a code of migrun would? */
function saysSo({ squawk }: Compared, code: string): boolean {
  return [...squawk].some((rule) => SAME_MATTER[rule]?.includes(code) === true);
}

function verdictsOf(
  all: readonly Compared[],
  rule: string,
  built: ReadonlySet<string>,
): Readonly<Record<Verdict, readonly string[]>> {
  const by: Record<Verdict, string[]> = { both: [], wrong: [], "to-come": [], missed: [], open: [] };
  for (const one of all.filter(({ squawk }) => squawk.has(rule))) by[judge(one, rule, built)].push(one.id);
  return by;
}
