import { lockName, type StatementTrace } from "@migrun/core";

/** What an example says that a server did for its statements, a sentence for each of which there is something to say. */
export function traceWords(traces: readonly Partial<StatementTrace>[]): readonly string[] {
  return traces.flatMap((trace, index) => {
    const facts = factsOf(trace);
    return facts.length === 0 ? [] : [`Measured of statement ${index + 1}: ${facts.join("; ")}.`];
  });
}

function factsOf(trace: Partial<StatementTrace>): readonly string[] {
  const locks = (verb: string, of: StatementTrace["locks"] | undefined): readonly string[] =>
    Object.entries(of ?? {}).map(([relation, mode]) => `${verb} ${lockName(mode)} on ${relation}`);
  const names = (verb: string, of: readonly (string | { readonly name: string })[] = []): readonly string[] =>
    of.length === 0
      ? []
      : [`${verb} ${of.map((one) => (typeof one === "string" ? one : one.name)).join(", ")}`];
  const time = (verb: string, ms: number | undefined): readonly string[] =>
    ms === undefined ? [] : [`${verb} ${ms} ms`];
  return [
    ...time("begins after a pause of", trace.pausedMs),
    ...locks("holds", trace.weaker),
    ...locks("takes", trace.locks),
    ...names("rewrites", trace.rewrites),
    ...names("builds anew", trace.rebuilt),
    ...names("reads the whole of", trace.scans),
    ...names("builds", trace.indexes),
    ...names("leaves invalid", trace.invalid),
    ...names("adds", trace.constraints),
    ...names("makes NOT NULL", trace.notNull),
    ...time("runs with a lock_timeout of", trace.lockTimeoutMs),
    ...time("takes", trace.durationMs),
  ];
}
