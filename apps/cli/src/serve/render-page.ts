import type { LiveState, LiveStatus } from "@migrun/core";
import type { RenderedPage, ServedTarget, ServePage } from "../engine.ts";
import { drawSvg, escapeText } from "../graph-formats/svg.ts";
import { STYLE } from "../graph-formats/svg-style.ts";
import { STATE_WORDS } from "../live/status-text.ts";
import { plural } from "../messages.ts";
import { createTheme } from "../theme.ts";
import { PAGE_STYLE } from "./page-style.ts";

/** Revisions of a history that are drawn, from the newest. */
const DRAWN = 25;
/** Pending revisions that are listed at once; a click shows the others. */
const LISTED = 10;
/** With more targets than this, the graphs of those that are well are folded. */
const MOST_UNFOLDED = 5;

type Tone = "good" | "warn" | "bad";

const TONES: Readonly<Record<LiveState, Tone>> = {
  at_head: "good",
  ahead: "good",
  behind: "warn",
  empty: "warn",
  unknown: "bad",
  unreachable: "bad",
};

/** What a state means, for people. No message of a server: it may name hosts. */
const MEANINGS: Readonly<Record<LiveState, string>> = {
  at_head: "The database has every revision of these files.",
  ahead:
    "The database has every revision of these files, and newer ones that are recorded. This code runs on it.",
  behind: "Revisions of these files have not run on the database.",
  empty: "The database has no version row: nothing has run on it.",
  unknown:
    "The version rows do not fit these files, and nothing proves where they stand. `migrun status` says more.",
  unreachable: "The database could not be looked into. `migrun status` says why.",
};

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 26 26" fill="none" stroke-width="2.4" aria-hidden="true"><path d="M8 20V6M8 13c0-4 10-2 10-7" stroke="#0969da" stroke-linecap="round"/><circle cx="8" cy="21" r="3" fill="#0969da"/><circle cx="8" cy="5" r="3" fill="#0969da"/><circle cx="18" cy="5" r="3" fill="#8250df"/></svg>`;

/** The page of `serve`: every target's state, what is pending, and its graph. Without scripts; it asks for itself again. */
export function renderPage(given: ServePage): RenderedPage {
  const page = {
    ...given,
    targets: given.targets.toSorted((one, other) => urgencyOf(one) - urgencyOf(other)),
  };
  const { targets, refreshSeconds, statesOnly } = page;
  const isLong = targets.length > MOST_UNFOLDED;
  const sections = statesOnly
    ? []
    : targets.map((target, index) => renderSection(target, index, isLong && isHealthy(target)));
  const html = [
    "<!doctype html>",
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="refresh" content="${refreshSeconds}">`,
    `<title>${escapeText(titleOf(targets))}</title>`,
    `<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(ICON)}">`,
    `<style>${PAGE_STYLE}</style></head><body><main>`,
    renderHeader(page),
    renderTable(page),
    ...sections,
    renderFooter(page),
    "</main></body></html>\n",
  ].join("\n");
  return { html, styles: [PAGE_STYLE, STYLE] };
}

/** What somebody has to look at stands first; the order of names holds below that. */
function urgencyOf({ status }: ServedTarget): number {
  return ["bad", "warn", "good"].indexOf(TONES[status.state]);
}

function isHealthy({ status }: ServedTarget): boolean {
  return TONES[status.state] === "good";
}

function titleOf(targets: readonly ServedTarget[]): string {
  const sick = targets.filter((target) => !isHealthy(target)).length;
  return sick === 0 ? "migrun: all is well" : `migrun: ${sick} of ${targets.length} not at head`;
}

function renderHeader({ targets }: ServePage): string {
  const well = targets.filter(isHealthy).length;
  const isWell = well === targets.length;
  const words = isWell
    ? `${plural(targets.length, "database")}, all is well`
    : `${well} of ${plural(targets.length, "database")} at head or ahead`;
  const oldest = Math.min(...targets.map(({ lookedAt }) => lookedAt));
  const at = new Date(oldest).toISOString();
  const when = `looked at ${at.slice(11, 19)} UTC`;
  return `<header><h1>${ICON}migrun</h1><span class="sum ${isWell ? "good" : "bad"}">${words}</span><time class="when" datetime="${at}">${when}</time></header>`;
}

function renderTable({ targets, statesOnly }: ServePage): string {
  const titles = statesOnly ? ["Database", "State"] : ["Database", "State", "Current", "Expected", "Pending"];
  const head = titles.map((title) => `<th scope="col"${wide(title)}>${title}</th>`).join("");
  const rows = targets.map(({ status }, index) => {
    const name = escapeText(status.name);
    const cells = [statesOnly ? name : `<a href="#t${index}">${name}</a>`, pill(status.state)];
    if (!statesOnly)
      cells.push(
        ids(status.current),
        ids(status.expected),
        String(status.pending.length || '<span class="none">–</span>'),
      );
    return `<tr>${cells.map((cell, at) => `<td${wide(titles[at] ?? "")}>${cell}</td>`).join("")}</tr>`;
  });
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

function wide(title: string): string {
  if (title === "Current" || title === "Expected") return ' class="wide"';
  return title === "Pending" ? ' class="n"' : "";
}

function renderSection({ status, graph }: ServedTarget, index: number, isFolded: boolean): string {
  const parts = [
    `<h2>${escapeText(status.name)} ${pill(status.state)}</h2>`,
    `<p class="says">${meaningOf(status)}</p>`,
    ...renderMove(status),
    ...renderPending(status, graph),
  ];
  const base = status.current.length > 0 && status.pending.length > 0 ? "database" : null;
  const svg = drawSvg(
    {
      $schema: "",
      schemaVersion: 1,
      base: { ref: base, commit: null },
      problems: [],
      targets: [graph],
    },
    {
      theme: createTheme({ color: false, unicode: true }),
      width: 100,
      last: DRAWN,
      expand: false,
      live: true,
    },
  );
  const { length } = graph.revisions;
  const newest = length > DRAWN ? `, the newest ${DRAWN}` : "";
  const summary = `<summary>${plural(length, "revision")}${newest}</summary>`;
  const drawn =
    length === 0 ? "" : `<details class="graph"${isFolded ? "" : " open"}>${summary}${svg}</details>`;
  return `<section id="t${index}"><div>${parts.join("")}</div>${drawn}</section>`;
}

function renderMove({ state, current, expected }: LiveStatus): readonly string[] {
  if (state === "unreachable") return [];
  if (state === "at_head" || state === "unknown") return [`<p class="move">${ids(current)}</p>`];
  return [
    `<p class="move">${ids(current)}<b>${state === "ahead" ? "stands above" : "→"}</b>${ids(expected)}</p>`,
  ];
}

function renderPending(status: LiveStatus, graph: ServedTarget["graph"]): readonly string[] {
  if (status.pending.length === 0) return [];
  const docs = new Map(graph.revisions.map(({ id, doc }) => [id, doc.split("\n")[0] ?? ""]));
  const items = status.pending.map(
    (id) => `<li><code>${escapeText(id)}</code><span>${escapeText(docs.get(id) ?? "")}</span></li>`,
  );
  const rest = items.slice(LISTED);
  const more =
    rest.length === 0
      ? ""
      : `<details><summary>${rest.length} more</summary><ol start="${LISTED + 1}">${rest.join("")}</ol></details>`;
  const first = items.slice(0, LISTED).join("");
  return [`<h3>${plural(items.length, "pending revision")}, in order</h3><ol>${first}</ol>${more}`];
}

function renderFooter({ statesOnly, refreshSeconds, version }: ServePage): string {
  const more = statesOnly ? ' · <a href="/login">details</a> (the token is the password)' : "";
  const name = statesOnly ? "migrun" : `migrun ${escapeText(version)}`;
  return `<footer>${name} · asks again every ${refreshSeconds} s · <a href="/migration_status">JSON</a> · <a href="/metrics">metrics</a>${more}</footer>`;
}

function meaningOf({ state }: LiveStatus): string {
  return escapeText(MEANINGS[state]).replaceAll(/`([^`]+)`/gu, "<code>$1</code>");
}

function pill(state: LiveState): string {
  return `<span class="state ${TONES[state]}">${STATE_WORDS[state]}</span>`;
}

function ids(list: readonly string[]): string {
  if (list.length === 0) return '<span class="none">–</span>';
  return list.map((id) => `<code>${escapeText(id)}</code>`).join(", ");
}
