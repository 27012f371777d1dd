import { outsideKind } from "../../outside/outside-kind.ts";
import { defineRule } from "../define-rule.ts";
import { exampleDoing, exampleRevision } from "../example-files.ts";
import { judgeBody, onAWay } from "../judge-body.ts";

const upgradeBy = (imports: string, call: string) => ({
  upgrade: `def upgrade():\n    ${imports}\n    ${call}`,
  downgrade: "def downgrade():\n    pass",
});

/** A revision that starts programs, opens connections of its own, writes files, or waits. */
export const sideEffects = defineRule({
  code: "MF117",
  name: "side-effects",
  severity: "warning",
  judges: "file",
  docs: {
    what: "A revision starts a program, opens a network connection, writes files, or waits.",
    why: "Its transaction holds its locks while it waits for something outside, a rollback does not undo it, and in a check it may reach a database that is not migrun's: only `isolation: strict` stops that.",
    fix: "Do it before or after the migration, and give the revision what it needs as plain data.",
  },
  examples: {
    bad: [
      {
        files: {
          "a1_x.py": exampleRevision(
            { id: "a1", down: null },
            upgradeBy("import subprocess", 'subprocess.run(["psql", "-c", "SELECT 1"])'),
          ),
        },
      },
      {
        files: {
          "a1_x.py": exampleRevision(
            { id: "a1", down: null },
            upgradeBy("from urllib.request import urlopen as get", 'get("https://db.internal")'),
          ),
        },
      },
      {
        files: {
          "a1_x.py": exampleRevision(
            { id: "a1", down: null },
            upgradeBy("from time import sleep", "sleep(2)"),
          ),
        },
      },
      exampleDoing({ up: ['with open("/tmp/done", "w") as marker:', '    marker.write("yes")'] }),
    ],
    good: [
      // Read beside the revision, it is part of it.
      exampleDoing({ up: ['op.execute(open("things.sql").read())'] }),
      {
        files: {
          "a1_x.py": exampleRevision(
            { id: "a1", down: null },
            upgradeBy("import time", "op.execute(f\"SELECT '{time.time()}'\")  # time.sleep(1)"),
          ),
        },
      },
      {
        files: {
          "a1_x.py": exampleRevision(
            { id: "a1", down: null },
            upgradeBy("import os  # not subprocess.run()", 'op.execute("subprocess.run(1)" + os.sep)'),
          ),
        },
      },
    ],
  },
  check: judgeBody(({ body, revision, at }) =>
    onAWay(body.calls).flatMap((call) => {
      const kind = outsideKind(call);
      if (kind === null) return [];
      return [
        {
          ...at(call),
          message: `Revision ${revision.id} ${WORDS[kind](call.path?.replace(/^~/u, "") ?? "")}`,
          hint: kind === "wait" ? NO_WAIT : ELSEWHERE,
        },
      ];
    }),
  ),
});

const WORDS = {
  program: (call: string) =>
    `starts a program (${call}). It runs outside of the migration's transaction, and outside of what isolates a check.`,
  connection: (call: string) =>
    `opens a connection of its own (${call}), outside of the migration's transaction and of what isolates a check.`,
  file: (call: string) =>
    `writes or removes files (${call}): a rollback does not undo it, and other machines that run the revision do it too.`,
  wait: (call: string) => `waits (${call}): its transaction keeps every lock that it has taken meanwhile.`,
};
const ELSEWHERE =
  "Do it before or after the migration, and give the revision plain data. In checks only `isolation: strict` (Linux) keeps it from other databases.";
const NO_WAIT = "Leave it out, or wait between two revisions that each have a transaction of their own.";
