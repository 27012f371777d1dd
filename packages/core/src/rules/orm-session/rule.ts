import { defineRule } from "../define-rule.ts";
import { exampleDoing } from "../example-files.ts";
import { firstOfEach, inFunction, judgeBody, onAWay, shownSource } from "../judge-body.ts";

/** A revision that works through an ORM session. */
export const ormSession = defineRule({
  code: "MF108",
  name: "orm-session",
  severity: "warning",
  judges: "file",
  docs: {
    what: "A revision opens an ORM session.",
    why: "A session has a transaction of its own, decides by itself when and in which order it writes, and does nothing in offline mode (`--sql`).",
    fix: "Execute Core statements: `op.execute()`, or `op.get_bind().execute()` where rows are read.",
  },
  examples: {
    bad: [
      exampleDoing({
        up: ["session = sa.orm.Session(bind=op.get_bind())", "session.execute(sa.text('SELECT 1'))"],
      }),
      exampleDoing({
        head: ["from sqlalchemy.orm import sessionmaker", "Session = sessionmaker()"],
        up: ["session = Session(bind=op.get_bind())", "session.flush()"],
      }),
    ],
    good: [
      exampleDoing({ up: ["op.get_bind().execute(sa.text('SELECT 1'))"] }),
      exampleDoing({
        head: ["import requests"],
        up: ["session = requests.Session()  # no sqlalchemy.orm.Session()"],
      }),
      exampleDoing({ head: ["from sqlalchemy.orm import sessionmaker"], up: ["op.drop_table('sessions')"] }),
    ],
  },
  check: judgeBody(({ body, revision, at }) =>
    firstOfEach(onAWay(body.calls).filter(({ path }) => SESSION.test(path ?? ""))).map((call) => ({
      ...at(call),
      message: `${inFunction(revision, call)} opens an ORM session (${shownSource(call)}): when it writes, and in whose transaction, is not to be seen here.`,
      hint: 'Execute Core statements instead:\n  op.execute(table.update().where(table.c.id == 1).values(name="x"))  # table = sa.table("…", sa.column("id"), sa.column("name"))',
    })),
  ),
});

const SESSION =
  /^(?:sqlalchemy\.(?:\w+\.)*(?:Session|sessionmaker|scoped_session|async_sessionmaker|AsyncSession)|sqlmodel\.Session)(?:\(\))*$/u;
