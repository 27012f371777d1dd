import type { Diagnosis, TargetDiagnosis, VariableFact } from "@migrun/core";
import { plural } from "../messages.ts";
import { oneLine } from "../plain-text.ts";

/** A labelled line of the page; `bad` marks what stops a run. */
export interface FactRow {
  readonly label: string;
  readonly text: string;
  readonly bad: boolean;
}

/** What surrounds the targets. */
export function repositoryRows({ versions, repository, isolation }: Diagnosis): readonly FactRow[] {
  const { base, config, ci } = repository;
  const commit =
    base.commit === null
      ? `none: ${base.reason ?? "unknown"}; every revision counts as new`
      : `${base.ref ?? "commit"} ${base.commit.slice(0, 10)}`;
  const systems = [...new Set(ci.map(({ system }) => system))];
  const ciText = systems.map((system) => {
    const files = ci.filter((one) => one.system === system).map(({ file }) => file);
    return `${system} (${files.length > 2 ? `${files[0] ?? ""} and ${files.length - 1} more` : files.join(", ")})`;
  });
  return [
    row("migrun", `${versions.migrun} on Node ${versions.node}`),
    row("config", config.length === 0 ? "none: defaults" : config.join(", ")),
    row("base", commit),
    row("CI", ciText.length === 0 ? "none found" : ciText.join(", ")),
    row("isolation", [...isolation.layers, ...strictWords(isolation)].join(", ")),
  ];
}

function strictWords({ layers, strict }: Diagnosis["isolation"]): readonly string[] {
  const { available, reason } = strict;
  if (available === null || layers.includes("network")) return [];
  return [
    available
      ? "network with `isolation: strict`"
      : `no network layer here${reason === null ? "" : ` (${reason})`}`,
  ];
}

/** The Python of a target, in rows: what was found, its drivers, and what was tried before. */
export function pythonRows({ python }: TargetDiagnosis): readonly FactRow[] {
  const { found, path, source, version, alembic, sqlalchemy, drivers, tried } = python;
  const versions = [`Python ${version ?? ""}`, `Alembic ${alembic ?? ""}`, `SQLAlchemy ${sqlalchemy ?? ""}`];
  const named = drivers.map((driver) => `${driver.name} ${driver.version}`);
  const tries = tried.map((one) => `${one.path} (${one.source}) ${one.reason}`);
  return [
    found
      ? row("python", `${path ?? ""} (${source ?? ""}): ${versions.join(", ")}`)
      : row("python", "none that can import Alembic", true),
    ...(found ? [row("drivers", named.length === 0 ? "none known" : named.join(", "))] : []),
    ...tries.map((text, index) => row(index === 0 ? "tried" : "", text)),
  ];
}

/** The server of a target. */
export function serverRow({ server }: TargetDiagnosis): FactRow {
  const name = server.kind === "embedded" ? "embedded Postgres" : "Postgres";
  const version = server.version === null ? "" : `${name} ${server.version}: `;
  return row("server", server.kind === "none" ? server.state : `${version}${server.state}`, !server.ready);
}

/** What is a target's own. */
export function targetRows(target: TargetDiagnosis): readonly FactRow[] {
  const { cwd, database, required, versionTable } = target;
  const url = database.url === null ? [] : [`sqlalchemy.url ${database.url}`];
  const variables = database.variables.map((one) => `${one.name} (${placeOf(one)})`);
  const table =
    versionTable === null
      ? null
      : `${versionTable.schema === null ? "" : `${versionTable.schema}.`}${versionTable.name}`;
  return [
    row(
      "history",
      historyText(target),
      target.history.heads.length !== 1 &&
        target.history.declared === null &&
        target.history.revisions > 0 &&
        target.history.needsPython === 0,
    ),
    row("runs in", `${cwd.path} (${cwd.from})`),
    row("database", [...variables, ...url].join(", ") || "env.py alone knows"),
    ...required.map((one, index) => neededRow(one, index)),
    row(
      "version",
      table === null
        ? "env.py alone knows the table"
        : `table ${table}${versionTable?.from === "default" ? "" : ` (${versionTable?.from ?? ""})`}`,
    ),
  ];
}

function historyText({ scriptLocation, history }: TargetDiagnosis): string {
  const { revisions, heads, declared, needsPython } = history;
  const shown =
    heads.length > 3 ? `${heads.slice(0, 3).join(", ")} and ${heads.length - 3} more` : heads.join(", ");
  const headText = heads.length === 0 ? "" : `, ${heads.length === 1 ? "head" : "heads"} ${shown}`;
  const isLabels = typeof declared === "object" && declared !== null;
  const declaredText =
    declared === null
      ? ""
      : `, declared: ${isLabels ? declared.join(", ") : plural(declared as number, "head")}`;
  const python = needsPython === 0 ? "" : `, ${plural(needsPython, "header")} for Python to resolve`;
  return `${scriptLocation}: ${plural(revisions, "revision")}${headText}${declaredText}${python}`;
}

/** Where a variable was found: `db/env.py:14`, `configuration`. */
function placeOf({ from, file, line }: VariableFact): string {
  if (file === null) return from;
  return line === null ? file : `${file}:${line}`;
}

function neededRow(variable: VariableFact, index: number): FactRow {
  const given =
    variable.given === null
      ? "not given"
      : `from ${variable.given === "environment" ? "this shell" : variable.given}`;
  return row(
    index === 0 ? "needs" : "",
    `${variable.name} (${placeOf(variable)}), ${given}`,
    variable.given === null,
  );
}

function row(label: string, text: string, bad = false): FactRow {
  return { label, text: oneLine(text), bad };
}
