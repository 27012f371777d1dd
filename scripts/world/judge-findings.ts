/** Holds what migrun found against what people said of it, and against what plain Alembic did. */
import type { Finding, TargetReport } from "../../packages/core/src/index.ts";
import { isOfLint } from "./judge-lint.ts";
import type { PlainRun } from "./plain-alembic.ts";
import type { Verdict } from "./world-package.ts";

/** How a finding is called in `verdicts.json`: never by line, which any release moves. */
export function keyOf({ revision, object, file }: Finding): string {
  return [revision, object].filter((part) => part !== null).join(" ") || (file?.split("/").at(-1) ?? "-");
}

/** What does not fit: findings nobody judged, verdicts whose finding is gone. Empty: all is as recorded. */
export function judgeFindings(
  targets: readonly TargetReport[],
  verdicts: readonly Verdict[],
): { readonly problems: readonly string[]; readonly unjudged: readonly Verdict[] } {
  const found = countBy(
    targets.flatMap((target) =>
      target.findings
        .filter((one) => !isOfLint(one))
        .map((one) => [target.name, one.code, keyOf(one)].join("\t")),
    ),
  );
  const judged = countBy(
    verdicts.flatMap(({ target, code, of }) => of.map((key) => [target, code, key].join("\t"))),
  );
  const without = beyond(found, judged);
  const gone = beyond(judged, found);
  return {
    problems: [
      ...without.map((id) => `no verdict for ${id.replaceAll("\t", " ")}`),
      ...gone.map((id) => `a verdict for ${id.replaceAll("\t", " ")}, which was not found`),
      ...verdicts
        .filter((one) => one.verdict !== "right" || one.why === "")
        .map((one) => `nobody looked at ${one.target} ${one.code}`),
    ],
    unjudged: groupUnjudged(without),
  };
}

/** What one side has more often than the other, as often as it does. */
function beyond(these: ReadonlyMap<string, number>, those: ReadonlyMap<string, number>): readonly string[] {
  return [...these].flatMap(
    ([id, count]) => Array(Math.max(0, count - (those.get(id) ?? 0))).fill(id) as string[],
  );
}

function groupUnjudged(ids: readonly string[]): readonly Verdict[] {
  const groups = new Map<string, Verdict & { readonly of: string[] }>();
  for (const id of ids) {
    const [target = "", code = "", key = ""] = id.split("\t");
    const group = groups.get(`${target} ${code}`) ?? {
      target,
      code,
      verdict: "not-reviewed",
      why: "",
      of: [],
    };
    group.of.push(key);
    groups.set(`${target} ${code}`, group);
  }
  return [...groups.values()];
}

/** How often each text occurs. */
export function countBy(ids: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

/** Where migrun and plain Alembic do not agree about a target. */
export function disagreements(target: TargetReport, plain: PlainRun): readonly string[] {
  const has = (...codes: readonly string[]): boolean =>
    target.findings.some((one) => codes.includes(one.code));
  const ran = (id: string): boolean => {
    const check = target.checks.find((one) => one.id === id);
    return check?.status === "passed" || check?.status === "failed";
  };
  const claims: readonly [what: string, migrun: boolean, alembic: boolean | null][] = [
    ["upgrade heads", !has("MX905", "MX904", "MX913", "MX914", "MX915"), plain.upgraded],
    ["upgrade heads --sql", !has("MX907"), ran("sql") ? plain.offline : null],
    ["check", !has("MC501", "MC502", "MC503", "MC504"), ran("drift") ? plain.same : null],
    ["downgrade base", !has("MX906", "MR502"), ran("roundtrip") ? plain.downgraded : null],
  ];
  return claims
    .filter(([, migrun, alembic]) => alembic !== null && migrun !== alembic)
    .map(
      ([what, migrun]) =>
        `${target.name}: migrun says that \`${what}\` ${migrun ? "works, and with plain Alembic it fails" : "fails, and with plain Alembic it works"}`,
    );
}
