import {
  createRedactor,
  err,
  type GraphDocument,
  joinPath,
  type Report,
  type Result,
  secretsInUrl,
  type Target,
} from "@migrun/core";
import { prepareGround, type RunGround, settingsOf } from "../run/prepare-run.ts";
import { runGraph } from "../run/run-graph.ts";
import type { RunIo } from "../run/run-request.ts";
import type { TargetFiles } from "../run/run-target-files.ts";
import { type LiveFailure, type LivePlace, readLivePlace } from "./live-place.ts";
import type { LiveRequest } from "./live-request.ts";
import type { LiveQuestion } from "./look-into.ts";
import { wantedVersionTable } from "./read-version-table.ts";

/** A target whose live database can be looked into, or why not. */
export interface LiveTarget {
  readonly name: string;
  readonly question: LiveQuestion;
  readonly place: Result<LivePlace, LiveFailure>;
  /** SQL files of `assertions`, absolute. */
  readonly assertions: readonly string[];
  /** Why its files do not tell what to expect; null: they do. */
  readonly obstacle: string | null;
}

/** Everything that looks need of the repository, read once. */
export interface LiveTargets {
  /** By name. */
  readonly targets: readonly LiveTarget[];
  /** The graphs, for drawing. */
  readonly document: GraphDocument;
  readonly report: Report;
  /** Hides the passwords of the live URLs. */
  readonly redact: (text: string) => string;
  /** A path as people see it: relative to the working directory. */
  readonly show: (path: string) => string;
}

/** Reads the histories and live URLs of the selected targets. Python is asked only for what the files do not tell. */
export async function readLiveTargets(request: LiveRequest, io: RunIo): Promise<LiveTargets> {
  const ground = await prepareGround(request);
  const read = new Map<string, { readonly target: Target; readonly files: TargetFiles }>();
  const { document, report } = await runGraph({ ...request, command: "graph", checks: [] }, io, {
    onFiles: (target, files) => void read.set(target.name, { target, files }),
  });
  io.signal.throwIfAborted();
  const targets = await Promise.all(
    report.targets.flatMap(({ name }) => {
      const one = read.get(name);
      return one === undefined ? [] : [liveTarget(one, request, ground)];
    }),
  );
  const redact = createRedactor(liveSecrets(ground, request.env));
  return { targets, document, report, redact, show: ground.show };
}

async function liveTarget(
  { target, files }: { readonly target: Target; readonly files: TargetFiles },
  { env }: LiveRequest,
  ground: RunGround,
): Promise<LiveTarget> {
  const { name, cwd } = target;
  const { url, assertions } = settingsOf(ground.config, name);
  return {
    name,
    question: { graph: files.history.graph, versionTable: await wantedVersionTable(target) },
    place: url === null ? err(noUrl(name, ground)) : await readLivePlace(url, { cwd, env }),
    assertions,
    obstacle: files.obstacle ?? reasonOf(files),
  };
}

/** A check that could not be done: its files were not read, or only in part. */
function reasonOf({ checks }: TargetFiles): string | null {
  const heads = checks.find(({ id }) => id === "heads")?.outcome;
  return heads?.kind === "error" || heads?.kind === "skipped" ? heads.reason : null;
}

function noUrl(name: string, { loaded }: RunGround): LiveFailure {
  const unset = loaded.unset.find(({ path }) => path === joinPath(["targets", name, "url"]));
  if (unset !== undefined) return { kind: "bad-url", message: unset.message };
  return { kind: "no-url", message: "no `url` is configured for it" };
}

function liveSecrets({ config }: RunGround, env: LiveRequest["env"]): readonly string[] {
  const urls = Object.values(config.targets).flatMap(({ url }) => (url === null ? [] : [url]));
  const password = env["PGPASSWORD"];
  return [...urls.flatMap(secretsInUrl), ...(password === undefined || password === "" ? [] : [password])];
}
