import { defineRule } from "../define-rule.ts";
import { exampleDoing } from "../example-files.ts";
import { inFunction, judgeBody, onAWay } from "../judge-body.ts";

/** A revision that creates or drops whatever the models say. */
export const metadataCreateAll = defineRule({
  code: "MF109",
  name: "metadata-create-all",
  severity: "error",
  judges: "file",
  docs: {
    what: "A revision creates or drops tables from the models' metadata.",
    why: "What it makes depends on the code of the day: on a new database it makes the newest tables, and the revisions after it fail.",
    fix: "Write the tables into the revision: `op.create_table()`, `op.drop_table()`.",
  },
  examples: {
    bad: [
      exampleDoing({ head: ["from shop.db import Base"], up: ["Base.metadata.create_all(op.get_bind())"] }),
      exampleDoing({
        head: ["from shop import models"],
        up: ["models.User.__table__.create(op.get_bind())"],
      }),
    ],
    good: [
      exampleDoing({ up: ['op.create_table("users", sa.Column("id", sa.Integer))'] }),
      // What the file itself declares does not change with the code.
      exampleDoing({
        head: [
          "metadata = sa.MetaData()",
          'users = sa.Table("users", metadata, sa.Column("id", sa.Integer))',
        ],
        up: ["metadata.create_all(op.get_bind())  # not Base.metadata.create_all()"],
      }),
    ],
  },
  check: judgeBody(({ body, revision, at }) =>
    onAWay(body.calls).flatMap((call) => {
      const path = call.path ?? "";
      if (!FROM_MODELS.test(path) || OWN.test(path)) return [];
      const drops = /drop(?:_all)?$/u.test(path);
      return [
        {
          ...at(call),
          message: `${inFunction(revision, call)} ${drops ? "drops" : "creates"} what the models say on the day it runs (${call.source.split("(")[0]}).`,
          hint: drops
            ? 'Name each table: `op.drop_table("…")`.'
            : 'Write each table as it was meant: `op.create_table("…", sa.Column("id", …), …)`; `migrun sql` shows what it makes today.',
        },
      ];
    }),
  ),
});

const FROM_MODELS = /\.(?:create_all|drop_all|__table__\.(?:create|drop))$/u;
/** Metadata, tables and classes that the file makes itself, and names that nobody can tell. */
const OWN = /^(?:[#~]|sqlalchemy\.)/u;
