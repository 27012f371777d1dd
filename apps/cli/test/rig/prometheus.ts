import { execFile } from "node:child_process";
import { join } from "node:path";
import { ensureTools } from "../../../../scripts/python-environments.ts";

/** One metric as Prometheus's own client reads it. */
export interface ReadMetric {
  readonly type: string;
  readonly help: string;
  /** `[name, labels, value]` */
  readonly samples: readonly (readonly [string, Readonly<Record<string, string>>, number])[];
}

const READER = `
import json, sys
from prometheus_client.parser import text_string_to_metric_families
json.dump([{"type": f.type, "help": f.documentation, "samples": [[s.name, s.labels, s.value] for s in f.samples]}
    for f in text_string_to_metric_families(sys.stdin.read())], sys.stdout)
`;

/** Reads metrics by the parser of Prometheus's client for Python; rejects where it does. Null: no package index is in reach. */
export async function readMetrics(text: string): Promise<readonly ReadMetric[] | null> {
  const tools = await ensureTools("web");
  if (tools === null) return null;
  return await new Promise((resolve, reject) => {
    const child = execFile(join(tools, "python"), ["-c", READER], (error, stdout) =>
      error === null ? resolve(JSON.parse(stdout) as readonly ReadMetric[]) : reject(error),
    );
    child.stdin?.end(text);
  });
}
