import { relative } from "node:path";
import {
  createGraphDocument,
  createRedactor,
  type GraphDocument,
  type GraphSource,
  type Report,
  type Revision,
} from "@migrun/core";
import { mapTexts } from "./redact-report.ts";
import { runAll } from "./run-all.ts";
import type { RunIo, RunRequest } from "./run-request.ts";
import type { RunHooks } from "./run-scene.ts";

/** What `migrun graph` draws, and the report that decides its exit code. */
export interface GraphOutcome {
  readonly document: GraphDocument;
  readonly report: Report;
}

/** Reads the histories of the selected targets and judges their graphs; no database is made. */
export async function runGraph(
  request: RunRequest,
  io: RunIo,
  hooks: Pick<RunHooks, "onFiles"> = {},
): Promise<GraphOutcome> {
  const sources = new Map<string, GraphSource>();
  const show = (path: string): string => relative(request.cwd, path).replaceAll("\\", "/");
  const report = await runAll({ ...request, checks: ["heads"] }, io, {
    onFiles: (target, files) => {
      const released = new Set(files.files.filter(files.isReleased).map((one) => one.file));
      const isNew = ({ file }: Revision): boolean => !released.has(file);
      sources.set(target.name, { graph: files.history.graph, isNew, show });
      hooks.onFiles?.(target, files);
    },
  });
  const document = createGraphDocument(report, (name) => sources.get(name) ?? null);
  // The report is redacted; docstrings of revisions may hold a URL too.
  return { document: mapTexts(document, createRedactor([])) as GraphDocument, report };
}
