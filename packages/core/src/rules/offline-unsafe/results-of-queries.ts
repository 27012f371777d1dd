import type { Place, RevisionBody, Way } from "../../revision-body/revision-body.ts";
import { isForOtherDialect, onAWay } from "../judge-body.ts";

const BIND = String.raw`alembic\.op\.(?:get_bind\(\)|get_context\(\)\.(?:bind|connection))`;
const RESULT = String.raw`^${BIND}(?:\.execution_options\(\))?\.(?:execute|exec_driver_sql)\(\)`;
/** What is done with the None that offline mode gives. */
const USED_CALL = new RegExp(
  String.raw`${RESULT}\.\w+(?:\(\)\.\w+)*$|^${BIND}\.(?:scalar|scalars|exec_driver_sql)$`,
  "u",
);
const USED_READ = new RegExp(String.raw`${RESULT}\.\w+$`, "u");
const ITERATED = new RegExp(String.raw`${RESULT}$`, "u");
const INSPECTORS =
  /^sqlalchemy\.(?:\w+\.)*(?:inspect|Inspector\.from_engine|Inspector|reflection\.Inspector(?:\.from_engine)?)$/u;
const ITERATORS = /^~(?:list|tuple|dict|set|sorted|next|enumerate|zip|map|filter|len|iter)$/u;

/** Places that need the answer of a query, on ways that never ask whether there is a database. */
export function resultsOfQueries(body: RevisionBody): readonly Place[] {
  const isGuarded = (way: Way): boolean =>
    body.words[way].has("is_offline_mode") || body.words[way].has("as_sql");
  const open = (["upgrade", "downgrade"] as const).filter((way) => !isGuarded(way));
  const calls = body.calls.filter(({ path, positional, named }) => {
    if (USED_CALL.test(path ?? "")) return true;
    const given = [...positional, ...named.values()].map((value) =>
      value.kind === "call" ? `${value.call.path}()` : value.kind === "path" ? value.path : "",
    );
    if (INSPECTORS.test(path ?? "")) return given.some((one) => new RegExp(`^${BIND}$`, "u").test(one));
    return ITERATORS.test(path ?? "") && given.some((one) => ITERATED.test(one));
  });
  const loops = body.loops.filter(({ path }) => ITERATED.test(path));
  const reads = body.reads.filter(({ path }) => USED_READ.test(path));
  return onAWay<Place>([...calls, ...loops, ...reads])
    .filter((place) => open.some((way) => place.ways.has(way)) && !isForOtherDialect(place, body))
    .toSorted((a, b) => a.line - b.line || a.column - b.column);
}
