import type { Call, Value } from "../../revision-body/revision-body.ts";
import { defineRule } from "../define-rule.ts";
import { exampleDoing } from "../example-files.ts";
import { inFunction, judgeBody, onAWay } from "../judge-body.ts";
import { listed } from "../words.ts";

/** SQL that is put together from values which the file does not settle. */
export const sqlInterpolation = defineRule({
  code: "MF112",
  name: "sql-interpolation",
  severity: "warning",
  judges: "file",
  docs: {
    what: "Values are put into the text of a statement by an f-string, `%`, `.format()` or `+`.",
    why: "A value with a quote, a percent sign or a colon in it breaks the statement or changes what it does, and the text of the file no longer says what runs.",
    fix: 'Bind values (`sa.text("… = :n").bindparams(n=n)`); write names of tables and columns out, or as constants of the module.',
  },
  examples: {
    bad: [
      exampleDoing({ up: ["name = 'x'", 'op.execute(f"UPDATE {name} SET n = 1")'] }),
      exampleDoing({ up: ['op.execute("UPDATE things SET n = %s" % value())'] }),
      exampleDoing({
        up: ['op.get_bind().execute(sa.text("DELETE FROM things WHERE n = {}".format(value())))'],
      }),
      exampleDoing({ up: ['op.execute("DELETE FROM things WHERE n = " + value())'] }),
    ],
    good: [
      exampleDoing({ up: ["op.execute(sa.text('UPDATE things SET n = :n').bindparams(n=value()))"] }),
      exampleDoing({
        head: ['TABLES = ("things", "others")'],
        up: ["for table in TABLES:", '    op.execute(f"ALTER TABLE {table} SET (fillfactor = 90)")'],
      }),
      exampleDoing({
        up: [
          "quote = op.get_bind().dialect.identifier_preparer.quote",
          'op.execute(f"ALTER TABLE {quote(value())} SET (fillfactor = 90)")',
        ],
      }),
      exampleDoing({ up: ['print(f"UPDATE {value()}")'] }),
    ],
  },
  check: judgeBody(({ body, revision, at }) =>
    onAWay(body.calls).flatMap((call) => {
      const template = templateOf(call);
      if (template === null) return [];
      const open = [
        ...new Set(template.holes.filter(({ isConstant }) => !isConstant).map(({ source }) => source)),
      ];
      if (open.length === 0) return [];
      const names = listed(open.map((source) => `\`${source}\``));
      const [first = ""] = open;
      const name = /^[a-z_]\w*$/u.test(first) ? first : "value";
      return [
        {
          ...at(call),
          message: `${inFunction(revision, call)} puts ${names} into the text of a statement (${template.by}).`,
          hint: `For a value: \`sa.text("… = :${name}").bindparams(${name}=${first})\`. For the name of a table or column: write it out, make it a constant of the module, or quote it with \`op.get_bind().dialect.identifier_preparer.quote(${first})\`.`,
        },
      ];
    }),
  ),
});

type Template = Extract<Value, { kind: "template" }>;

/** The statement that a call is given, where it is put together. */
function templateOf(call: Call): Template | null {
  const path = call.path ?? "";
  const value = call.positional[0] ?? call.named.get("sqltext") ?? call.named.get("statement");
  if (value?.kind !== "template" || !SINKS.test(path)) return null;
  return path === "alembic.op.execute" || isSql(value) ? value : null;
}

const SINKS = /(?:^|\.)(?:execute|exec_driver_sql|scalar|scalars)$|^sqlalchemy\.(?:\w+\.)*(?:text|DDL)$/u;
const STATEMENT =
  /^\s*(?:--[^\n]*\n\s*)*(?:select|insert|update|delete|alter|create|drop|truncate|with|grant|revoke|comment|set|do|call|merge|refresh|reindex|copy|lock|explain|vacuum|analyze)\b/iu;

function isSql({ pieces }: Template): boolean {
  return STATEMENT.test(pieces[0] ?? "");
}
