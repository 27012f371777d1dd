import type { Place, RevisionBody } from "../../revision-body/revision-body.ts";
import { defineRule } from "../define-rule.ts";
import { exampleDoing } from "../example-files.ts";
import { inFunction, judgeBody, onTheWayUp, shownSource } from "../judge-body.ts";

/** A revision whose result depends on when and where it runs. */
export const nondeterministic = defineRule({
  code: "MF118",
  name: "nondeterministic",
  severity: "warning",
  judges: "file",
  docs: {
    what: "The clock, chance or the environment decides what a revision does.",
    why: "Each database gets another result: what was tested is not what production gets, and databases of one history differ.",
    fix: "Use literals, or let the server make values row by row: `now()`, `gen_random_uuid()`.",
  },
  examples: {
    bad: [
      exampleDoing({
        head: ["import datetime as dt"],
        up: ["op.execute(sa.text('UPDATE things SET at = :t').bindparams(t=dt.datetime.now()))"],
      }),
      exampleDoing({ head: ["import os"], up: ['if os.environ.get("EU"):', "    op.drop_table('things')"] }),
      exampleDoing({
        head: ["from uuid import uuid4"],
        up: ["new_id = str(uuid4())", "op.execute(sa.text('UPDATE x SET id = :i').bindparams(i=new_id))"],
      }),
    ],
    good: [
      exampleDoing({ up: ["op.execute('UPDATE things SET at = now()')"] }),
      // A duration that is only told, and a default of Python's, which no statement holds.
      exampleDoing({
        head: ["import time", "import uuid"],
        up: [
          "started = time.time()",
          "op.add_column('x', sa.Column('id', sa.Uuid, default=uuid.uuid4))",
          "print(time.time() - started)",
        ],
      }),
      exampleDoing({ head: ["import os"], up: ['op.execute(open(os.path.join("sql", "x.sql")).read())'] }),
    ],
  },
  check: judgeBody(({ body, revision, at }) => {
    const places = [
      ...onTheWayUp(body.calls).filter(({ path }) => CALLS.test(path ?? "")),
      ...body.calls.filter(({ path, ways }) => ENVIRONMENT.test(path ?? "") && ways.size > 0),
      ...body.reads.filter(({ path, source }) => path === "os.environ[]" && source.endsWith("]")),
    ];
    const lines = new Set<number>();
    return places.flatMap((place) => {
      if (lines.has(place.line) || !decides(place, body)) return [];
      lines.add(place.line);
      return [
        {
          ...at(place),
          message: `${inFunction(revision, place)} depends on ${whatOf(place)} (${shownSource(place)}): each database gets another result.`,
          hint: hintFor(place),
        },
      ];
    });
  }),
});

const CALLS =
  /^(?:datetime\.(?:datetime|date)\.(?:now|utcnow|today)|time\.(?:time|time_ns)|uuid\.uuid[14]|random\.\w+|random\.Random\(\)\.\w+|secrets\.\w+|os\.urandom|numpy\.random\.\w+)$/u;
const ENVIRONMENT = /^os\.(?:getenv|environ\.get)$/u;
/** Calls whose arguments become statements or rows. */
const TO_DATABASE =
  /^alembic\.op\.(?:batch_alter_table\(\)\.)?(?!get_)\w+$|\.(?:execute|exec_driver_sql|bulk_insert|values|bindparams|bulk_insert_mappings|bulk_save_objects|add|add_all|insert|update|scalar|from_select|where|text)$/u;
/** Who measures how long something takes asks it in conditions, too. */
const CLOCK = /\btime(?:_ns)?\(\)/u;
const NOT_EMITTED = /^(?:default|onupdate|default_factory)$/u;

/** Does a value go into a statement, or does an `if` depend on it; by itself or by a name that it is given? */
function decides(place: Place, body: RevisionBody, depth = 0): boolean {
  if (place.inside.some(({ argument }) => argument !== null && NOT_EMITTED.test(argument))) return false;
  if (place.inside.some(({ path }) => TO_DATABASE.test(path ?? ""))) return place.ways.size > 0;
  if (place.isAsked) return !CLOCK.test(place.source) && isAskedForOperations(place, body);
  if (depth > 2) return false;
  return place.assignedTo.some((name) =>
    onTheWayUp(body.reads).some(
      (read) =>
        read.source === name &&
        read.line !== place.line &&
        (place.function === null || read.function === place.function) &&
        !(read.isAsked && CLOCK.test(place.source)) &&
        decides(read, body, depth + 1),
    ),
  );
}

/** Does what the condition decides reach the database? */
function isAskedForOperations({ source }: Place, { calls }: RevisionBody): boolean {
  return calls.some(
    ({ path, blocks }) =>
      TO_DATABASE.test(path ?? "") &&
      blocks.some((block) => block.kind === "if" && block.source.includes(source)),
  );
}

function whatOf({ source }: Place): string {
  if (/environ|getenv/u.test(source)) return "the environment";
  return /now|today|time/u.test(source) ? "the clock" : "chance";
}

function hintFor({ source }: Place): string {
  if (/environ|getenv/u.test(source))
    return "Decide it in the revision, or hand it over where everybody sees it: `context.get_x_argument()`, or an option of env.py.";
  if (/uuid/u.test(source)) return "Let the server make the values: `gen_random_uuid()` in the statement.";
  return /now|today|time/u.test(source)
    ? "Let the server say when: `now()` in the statement (`sa.func.now()`), or write the date out."
    : "Write the values out, or let the server make them: `random()`, `gen_random_bytes()`.";
}
