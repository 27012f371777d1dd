import type { Choice, Place } from "../../revision-body/revision-body.ts";
import { defineRule } from "../define-rule.ts";
import { exampleDoing } from "../example-files.ts";
import { inFunction, judgeBody, onAWay } from "../judge-body.ts";

const branches = [
  'if op.get_bind().dialect.name == "postgresql":',
  "    op.execute('ALTER TABLE x ALTER a TYPE text')",
  'elif op.get_bind().dialect.name == "mysql":',
  "    op.execute('ALTER TABLE x MODIFY a text')",
];

/** One change in several dialects, and nothing for all others. */
export const dialectBranch = defineRule({
  code: "MF123",
  name: "dialect-branch",
  severity: "notice",
  judges: "file",
  docs: {
    what: "A revision does different things for different dialects, and nothing at all for those that it does not name.",
    why: "On a dialect that nobody thought of, the upgrade succeeds and the change is not there; and each branch is tested only where that database is.",
    fix: "End with an `else:` that raises, or does it for all others.",
  },
  examples: {
    bad: [exampleDoing({ up: branches })],
    good: [
      exampleDoing({ up: [...branches, "else:", "    raise NotImplementedError('this dialect')"] }),
      // An addition for one of them.
      exampleDoing({ up: branches.slice(0, 2) }),
      exampleDoing({
        up: ["if value() == 1:", "    op.drop_table('a')", "elif value() == 2:", "    op.drop_table('b')"],
      }),
    ],
  },
  check: judgeBody(({ body, revision, at }) =>
    onAWay(body.choices).flatMap((choice) => {
      if (choice.hasElse || choice.tests.length < 2 || !choice.tests.every(isAboutDialect)) return [];
      if (!body.operations.some(({ call }) => isIn(call, choice)) && !/\.execute\(/u.test(choice.source))
        return [];
      return [
        {
          ...at(choice),
          message: `${inFunction(revision, choice)} does nothing on a dialect other than the ${choice.tests.length} that it names.`,
          hint: `Say what happens there:\n  else:\n      raise NotImplementedError(f"revision ${revision.id} does not know {op.get_bind().dialect.name}")`,
        },
      ];
    }),
  ),
});

function isAboutDialect({ paths }: Choice["tests"][number]): boolean {
  return paths.some((path) => /(?:\.dialect\.name|\.dialect|\.engine\.name)$/u.test(path));
}

function isIn(place: Place, choice: Choice): boolean {
  const end = choice.line + choice.source.split("\n").length - 1;
  return place.line >= choice.line && place.line <= end;
}
