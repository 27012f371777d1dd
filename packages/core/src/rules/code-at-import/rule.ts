import { outsideKind } from "../../outside/outside-kind.ts";
import type { Call } from "../../revision-body/revision-body.ts";
import { defineRule } from "../define-rule.ts";
import { exampleDoing } from "../example-files.ts";
import { judgeBody, shownSource } from "../judge-body.ts";

/** Work that is done when the file is only loaded. */
export const codeAtImport = defineRule({
  code: "MF122",
  name: "code-at-import",
  severity: "error",
  judges: "file",
  docs: {
    what: "A revision calls `op`, or reaches out of the process, outside of its functions.",
    why: "Alembic loads every file of the folder for every command, `alembic history` too: `op` does not work then, and everything else is done again each time.",
    fix: "Move it into `upgrade()` or `downgrade()`.",
  },
  examples: {
    bad: [
      exampleDoing({ head: ["op.execute('SELECT 1')"] }),
      exampleDoing({ head: ["import requests", 'ROWS = requests.get("https://example.org/rows").json()'] }),
      exampleDoing({ head: ["def fill():", "    op.execute('SELECT 1')", "fill()"] }),
    ],
    good: [
      exampleDoing({ up: ["op.execute('SELECT 1')"] }),
      exampleDoing({ head: ["def fill():", "    op.execute('SELECT 1')"], up: ["fill()"] }),
      exampleDoing({ head: ['if __name__ == "__main__":', "    op.execute('SELECT 1')"] }),
      exampleDoing({ head: ["things = sa.table('things', sa.column('id'))"] }),
    ],
  },
  check: judgeBody(({ body, revision, at }) =>
    body.calls.flatMap((call) => {
      const what = call.ways.has("import") ? whatOf(call) : null;
      if (what === null) return [];
      return [
        {
          ...at(call),
          message: `Revision ${revision.id} ${what} (${shownSource(call)}) when its file is loaded: every Alembic command does that, \`alembic history\` too.`,
          hint: "Move it into upgrade() or downgrade().",
        },
      ];
    }),
  ),
});

const WORDS = {
  program: "starts a program",
  connection: "opens a connection",
  wait: "waits",
  file: "writes or removes files",
};

function whatOf(call: Call): string | null {
  if (/^alembic\.op\.\w+$/u.test(call.path ?? "")) return "calls `op`";
  const kind = outsideKind(call);
  return kind === null ? null : WORDS[kind];
}
