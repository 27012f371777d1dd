import {
  type BaselineEntry,
  CODE_REGISTRY,
  entryWords,
  type Finding,
  isAcceptable,
  type Report,
} from "@migrun/core";
import { plural } from "./messages.ts";
import { oneLine } from "./plain-text.ts";
import { grouped } from "./reporters/grouped.ts";
import { active, placeOf, unexplainedChecks } from "./reporters/select.ts";

/** Lines of a list that are written out before the rest is counted. */
const SHOWN = 10;

/** What `migrun baseline` did, what it did not accept, and what to do next. Whole lines, as long as they are. */
export function baselineLines(report: Report, verbosity: number): readonly string[] {
  const { baseline } = report;
  if (baseline?.changes == null) return [];
  const { added, removed, written } = baseline.changes;
  const shown = verbosity > 0 ? Number.POSITIVE_INFINITY : SHOWN;
  return [
    headline(baseline, baseline.changes),
    ...byCode(added).map((line) => `  + ${line}`),
    ...shortened(
      removed.map((entry) => `  - ${oneLine(entryWords(entry))}`),
      shown,
    ),
    ...notAcceptedLines(report, shown),
    ...mustBeMendedLines(report, shown),
    ...(written
      ? ["", `Commit ${baseline.file}: from now on \`migrun all\` fails only for what is not in it.`]
      : []),
  ];
}

type Baseline = NonNullable<Report["baseline"]>;

function headline({ file, entries }: Baseline, changes: NonNullable<Baseline["changes"]>): string {
  const { added, removed, written } = changes;
  const parts = [
    ...(added.length > 0 ? [`${plural(countOf(added), "finding")} accepted`] : []),
    ...(removed.length > 0 ? [`${plural(removed.length, "entry", "entries")} removed`] : []),
  ];
  const has = `${plural(entries, "entry", "entries")} in all`;
  if (written) return `${file}: ${[...parts, has].join(", ")}`;
  if (parts.length > 0) return `${file} would change: ${parts.join(", ")}; nothing was written`;
  return entries === 0 ? `${file}: there is nothing to accept` : `${file} needs no change: ${has}`;
}

function byCode(entries: readonly BaselineEntry[]): readonly string[] {
  return [...grouped(entries, (entry) => entry.code)].map(([code, own]) => {
    const targets = [...grouped(own, (entry) => entry.target)].map(
      ([target, ones]) => `${oneLine(target)} ${countOf(ones)}`,
    );
    return `${countOf(own)} ${code} ${CODE_REGISTRY[code]?.rule ?? ""}: ${shortened(targets, 6).join(", ")}`;
  });
}

/** What is new where a baseline is there already: it is told, and accepted only by the one who says so. */
function notAcceptedLines(report: Report, shown: number): readonly string[] {
  const fresh = owned(report).filter(({ finding }) => isAcceptable(finding));
  if (fresh.length === 0) return [];
  const [are, them] = fresh.length === 1 ? ["is", "it"] : ["are", "them"];
  return [
    "",
    `${plural(fresh.length, "finding")} ${are} new and not accepted, since a baseline only shrinks. Mend ${them}, or accept ${them} too with \`migrun baseline --accept-new\`:`,
    ...shortened(
      fresh.map((one) => `  ${findingWords(one)}`),
      shown,
    ),
  ];
}

/** What no baseline holds, whatever its age. */
function mustBeMendedLines(report: Report, shown: number): readonly string[] {
  const findings = owned(report).filter(
    ({ finding }) => !isAcceptable(finding) && finding.severity === "error",
  );
  const checks = report.targets.flatMap((target) =>
    unexplainedChecks(target)
      .filter((check) => check.status === "error")
      .map(({ id, reason }) => `${target.name}: ${id} could not be done: ${(reason ?? "").split("\n")[0]}`),
  );
  const lines = [...findings.map(findingWords), ...checks];
  if (lines.length === 0) return [];
  return [
    "",
    "This cannot be accepted, since without it nothing can be checked or deployed. Once it is mended, what shows up behind it is new (`--accept-new`):",
    ...shortened(
      lines.map((line) => `  ${oneLine(line)}`),
      shown,
    ),
  ];
}

interface Owned {
  readonly target: string | null;
  readonly finding: Finding;
}

function owned({ problems, targets }: Report): readonly Owned[] {
  const all = [
    { name: null, findings: problems },
    ...targets.map(({ name, findings }) => ({ name, findings })),
  ];
  return all.flatMap(({ name, findings }) =>
    [...active(findings, "error"), ...active(findings, "warning")].map((finding) => ({
      target: name,
      finding,
    })),
  );
}

function findingWords({ target, finding }: Owned): string {
  const place = placeOf(finding);
  const [said = ""] = finding.message.split("\n");
  return oneLine(
    `${target === null ? "" : `${target}: `}${finding.code} ${said}${place === null ? "" : ` (${place})`}`,
  );
}

function countOf(entries: readonly BaselineEntry[]): number {
  return entries.reduce((sum, entry) => sum + entry.count, 0);
}

function shortened(lines: readonly string[], shown: number): readonly string[] {
  const rest = lines.length - shown;
  return rest <= 0 ? lines : [...lines.slice(0, shown), `  ... ${rest} more`];
}
