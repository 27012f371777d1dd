import type { CheckId, CheckReport, Report, TargetReport } from "@migrun/core";
import { plural } from "./messages.ts";
import { oneLine } from "./plain-text.ts";

/** What passed and proves less than it seems to, a line each: revisions only counted, round trips that ended early, checks not run. */
export function limitLines(report: Report): readonly string[] {
  return [
    ...releasedLine(report),
    ...leftOutLine(report),
    ...emptyLine(report),
    ...acceptedLine(report),
    ...report.targets.flatMap(failedDowngrades),
    ...report.targets.flatMap((target) =>
      target.checks.flatMap((check) => {
        const limit = roundtripLimit(check);
        return limit === null ? [] : [`${target.name}: ${limit}`];
      }),
    ),
    ...notRunLines(report),
  ];
}

/** Revisions that only count as what went before, for which of the rules. */
function releasedLine({ targets }: Report): readonly string[] {
  const countIn = (id: CheckId): number =>
    targets
      .flatMap(({ checks }) => checks.map((check) => (check.id === id ? check.data["released"] : 0)))
      .reduce<number>((sum, count) => sum + (typeof count === "number" ? count : 0), 0);
  const [files, lint] = [countIn("files"), countIn("lint")];
  const released = Math.max(files, lint);
  if (released === 0) return [];
  const [were, them] = released === 1 ? ["was", "it"] : ["were", "them"];
  const rules = lint === 0 ? "file rules" : files === 0 ? "lint" : "file rules and lint";
  return [
    `${plural(released, "released revision")} ${were} not judged by ${rules}: --all-revisions judges ${them}`,
  ];
}

/** How many places are named. */
const SHOWN_PLACES = 4;

/** What of SQL files only psql understands: it may change what the rest means. */
function leftOutLine({ targets }: Report): readonly string[] {
  const all = targets.flatMap(({ checks }) =>
    checks.flatMap((check) => (check.id === "lint" ? list<LeftOut>(check.data["leftOut"]) : [])),
  );
  if (all.length === 0) return [];
  const places = all.slice(0, SHOWN_PLACES).map(({ file, line, what }) => `${file}:${line} ${what}`);
  const more = all.length > SHOWN_PLACES ? ` and ${all.length - SHOWN_PLACES} more` : "";
  return [`left out, since only psql knows it: ${oneLine(places.join(", "))}${more}`];
}

/** An entry of `data.leftOut`. */
interface LeftOut {
  readonly file: string;
  readonly line: number;
  readonly what: string;
}

/** A history without a single revision passes everything, also where its folder is not the one that was meant. */
function emptyLine({ targets }: Report): readonly string[] {
  const empty = targets
    .filter(({ revisions, status }) => revisions === 0 && status === "passed")
    .filter(({ checks }) => checks.some(({ id, status }) => id === "heads" && status === "passed"))
    .map(({ name, scriptLocation }) => `${name} (${scriptLocation})`);
  return empty.length === 0 ? [] : [`no revisions yet, so nothing was there to check: ${empty.join(", ")}`];
}

/** Accepted findings are counted, so that nobody takes a green run for more than it is. */
function acceptedLine({ baseline }: Report): readonly string[] {
  if (baseline === null || baseline.accepted === 0) return [];
  const { accepted, file } = baseline;
  return [`${plural(accepted, "finding")} ${accepted === 1 ? "is" : "are"} accepted by ${file}`];
}

/** Where a downgrade fails and nothing above it is verified either, also where the failure is accepted. */
function failedDowngrades({ name, findings, checks }: TargetReport): readonly string[] {
  if (checks.some((check) => roundtripLimit(check) !== null)) return [];
  return findings
    .filter(({ code, suppressed }) => code === "MX906" && suppressed !== null)
    .map(({ revision }) => {
      const what = revision === null ? "env.py" : `the downgrade of ${revision}`;
      return `${name}: round trip not verified: ${what} fails (accepted)`;
    });
}

/**
 * How far down a round trip is verified, and by what it was stopped:
 * `round trip verified down to a1b2: versions/a1b2_x.py:12 raises: data is gone`. Null: all the way, or not at all.
 */
export function roundtripLimit({ id, data }: CheckReport): string | null {
  const floor = id === "roundtrip" ? data["verifiedDownTo"] : null;
  if (typeof floor !== "string" || floor === "base") return null;
  const stops = [
    ...list<Raise>(data["irreversible"]).map(({ file, line, exception, reason }) => {
      const why = reason === null ? `${exception} without a reason` : reason;
      return `${file}:${line} raises: ${why}`;
    }),
    ...list<Absence>(data["noDowngrade"]).map(({ file }) => `${file} has no downgrade`),
    ...list<string>(data["failed"]).map((revision) => `the downgrade of ${revision} fails`),
  ];
  const because = stops.length === 0 ? "" : `: ${stops.join("; ")}`;
  const nothing = data["revisions"] === 0 ? "; nothing was undone" : "";
  return `round trip verified down to ${floor}${because}${nothing}`;
}

function list<T>(value: unknown): readonly T[] {
  return Array.isArray(value) ? value : [];
}

/** An entry of `data.noDowngrade`. */
interface Absence {
  readonly file: string;
}

/** An entry of `data.irreversible`. */
interface Raise {
  readonly file: string;
  readonly line: number;
  readonly exception: string;
  readonly reason: string | null;
}

/** Checks that were left out of targets that passed, a line per reason: a green row must not hide them. */
function notRunLines(report: Report): readonly string[] {
  const left = new Map<string, { readonly names: Set<string>; readonly ids: Set<string> }>();
  for (const { name, checks, status } of report.targets) {
    if (status !== "passed") continue;
    for (const { id, reason } of checks.filter((check) => check.status === "skipped")) {
      const same = left.get(reason ?? "") ?? { names: new Set(), ids: new Set() };
      left.set(reason ?? "", same);
      same.names.add(name);
      same.ids.add(id);
    }
  }
  return [...left].map(
    ([reason, { names, ids }]) =>
      `${[...names].join(", ")}: ${[...ids].join(", ")} not run: ${oneLine(reason)}`,
  );
}
