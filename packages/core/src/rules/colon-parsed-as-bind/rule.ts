import { textOf } from "../../revision-body/read-operation.ts";
import type { Operation } from "../../revision-body/revision-body.ts";
import { defineRule } from "../define-rule.ts";
import { exampleDoing } from "../example-files.ts";
import { inFunction, judgeBody } from "../judge-body.ts";
import { listed } from "../words.ts";

/** A colon that SQLAlchemy takes for the beginning of a parameter. */
export const colonParsedAsBind = defineRule({
  code: "MF113",
  name: "colon-parsed-as-bind",
  severity: "error",
  judges: "file",
  docs: {
    what: "A statement given as a text has a colon before a letter or digit that is meant as it is.",
    why: "`op.execute()` makes `sa.text()` of a string, which takes `:1` or `:name` for a parameter, also inside of quotes: nobody gives it a value, and the upgrade fails.",
    fix: "Write `\\:` in a raw string, or bind a value to the parameter.",
  },
  examples: {
    bad: [
      exampleDoing({ up: [`op.execute('INSERT INTO cfg (v) VALUES (\\'{"k":1}\\')')`] }),
      exampleDoing({ up: ['op.execute(sa.text("UPDATE things SET n = :n"))'] }),
    ],
    good: [
      exampleDoing({ up: ["op.execute(\"UPDATE things SET n = '1'::integer, at = '12:30:00'\")"] }),
      exampleDoing({ up: ['op.execute(sa.text("UPDATE things SET n = :n").bindparams(n=1))'] }),
      exampleDoing({ up: [`op.execute(r"""INSERT INTO cfg (v) VALUES ('{"k"\\:1}')""")`] }),
      exampleDoing({ up: [`op.execute('INSERT INTO cfg (v) VALUES (\\'{"k": 1}\\')')`] }),
    ],
  },
  check: judgeBody(({ body, revision, at }) =>
    body.operations.flatMap((operation) => {
      const { call } = operation;
      const sql = operation.name === "execute" && call.ways.size > 0 ? sqlOf(operation) : null;
      const names = sql === null ? [] : [...new Set(parametersOf(sql))];
      if (names.length === 0) return [];
      return [
        {
          ...at(call),
          message: `${inFunction(revision, call)} gives a statement with ${listed(names.map((name) => `\`:${name}\``))} to op.execute(), which takes ${names.length === 1 ? "it for a parameter" : "them for parameters"} without a value: the statement fails.`,
          hint: `Write \`\\:${names[0]}\` in a raw string (r"…"), where the colon is meant as it is; or give it a value: \`op.execute(sa.text("…").bindparams(${/^\d/u.test(names[0] ?? "") ? "…" : `${names[0]}=…`}))\`.`,
        },
      ];
    }),
  ),
});

/** The text of a statement to which nothing is bound. */
function sqlOf({ arguments: given }: Operation): string | null {
  const value = given.get("sqltext");
  if (value?.kind !== "call") return textOf(value);
  const isText = /^sqlalchemy\.(?:\w+\.)*text$/u.test(value.call.path ?? "");
  return isText ? textOf(value.call.positional[0]) : null;
}

/** As `sa.text()` finds them (sqlalchemy/sql/elements.py, `_bind_params_regex`). */
function parametersOf(sql: string): readonly string[] {
  return [...sql.matchAll(/(?<![:\p{L}\p{N}_\\]):([\p{L}\p{N}_]+)(?!:)/gu)].map(([, name]) => name ?? "");
}
