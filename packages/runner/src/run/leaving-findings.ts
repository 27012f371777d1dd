import { readFile } from "node:fs/promises";
import { type FindingDraft, findOutsideCalls, type OutsideReach, OutsideStatements } from "@migrun/core";
import type { BridgeTarget } from "../bridge/bridge.ts";
import type { MigrateResult } from "../bridge/protocol.ts";

/** What tells whether something left the isolation of a target, and where to look for it. */
export interface LeavingOptions {
  /** Absolute path. */
  readonly envFile: string;
  /** Is the server a private one? Then an address that is left out leads to itself. */
  readonly serverIsPrivate: boolean;
  /** Is the layer *network* in force? Only what it does not stop is told then. */
  readonly isCutOff: boolean;
  /** Are findings of this revision wanted: is it new, or are all judged? */
  readonly isJudged: (revision: string) => boolean;
  readonly show: (path: string) => string;
}

/** What a request recorded, also one that failed. */
export type Heard = Pick<MigrateResult, "runs" | "statements">;

/** The same bridge; `hear` gets what each request recorded. */
export function overhear(bridge: BridgeTarget, hear: (heard: Heard) => void): BridgeTarget {
  return {
    request: async (operation, request, options) => {
      const answer = await bridge.request(operation, request, options);
      const told = answer.ok ? answer.value : answer.error;
      if ("statements" in told && "runs" in told) hear(told as Heard);
      return answer;
    },
    renew: () => bridge.renew(),
    [Symbol.asyncDispose]: () => bridge[Symbol.asyncDispose](),
  };
}

/** MX919, for env.py and for the statements that ran. What revision files call is for the rule MF117. */
export async function leavingFindings(
  heard: readonly Heard[],
  options: LeavingOptions,
): Promise<readonly FindingDraft[]> {
  const calls = options.isCutOff ? [] : await callsOfEnv(options);
  return [...calls, ...reachOfStatements(heard, options)];
}

async function callsOfEnv({ envFile, show }: LeavingOptions): Promise<readonly FindingDraft[]> {
  const text = await readFile(envFile, "utf8").catch(() => "");
  const calls = findOutsideCalls(text.replaceAll(/\r\n?/gu, "\n")).filter(
    ({ kind }) => kind === "program" || kind === "connection",
  );
  return calls.map(({ line, call, kind }) => ({
    code: "MX919",
    object: `call:${call}`,
    file: show(envFile),
    line,
    message: `env.py ${kind === "program" ? "starts a program" : "opens a connection of its own"} (${call}): no layer in force keeps it from a database that is not migrun's.`,
    hint: STRICT,
  }));
}

function reachOfStatements(
  heard: readonly Heard[],
  { serverIsPrivate, isCutOff, isJudged, show }: LeavingOptions,
): readonly FindingDraft[] {
  const reader = new OutsideStatements({ isPrivate: serverIsPrivate });
  const found = new Map<string, FindingDraft>();
  for (const { sql, revision, file, line } of heard.flatMap(({ statements }) => statements)) {
    // Each is read, also of a released revision: what it makes tells what later ones reach.
    for (const { kind, what } of reader.read(sql)) {
      if (isCutOff && kind !== "files") continue;
      if (revision !== null && !isJudged(revision)) continue;
      const key = [revision, file, line, what].join("\0");
      found.set(key, {
        code: "MX919",
        object: `statement:${what}`,
        revision,
        file: file === null ? null : show(file),
        line,
        message: `${revision === null ? "env.py" : `Revision ${revision}`} ${DOES[kind]} (${what}).`,
        hint: kind === "files" ? FILES : STRICT,
      });
    }
  }
  return [...found.values()];
}

const DOES: Readonly<Record<OutsideReach["kind"], string>> = {
  connection:
    "lets the server connect elsewhere, where no layer in force keeps it from a database that is not migrun's",
  program:
    "lets the server start a program, which no layer in force keeps from a database that is not migrun's",
  files: "lets the server read or write files of this machine, which no layer stops",
};

const STRICT =
  "`isolation: strict` (Linux) stops it in checks: Python, server and programs are in a network of their own then. Accept it with an `ignore` entry where it leads to nothing that could be hurt.";
const FILES =
  "Ship the data in the revision, or load it with `COPY … FROM STDIN`; the file is not there on another server. Accept it with an `ignore` entry where it is.";
