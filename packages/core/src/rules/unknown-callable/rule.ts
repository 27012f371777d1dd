import type { BodyImport, Call } from "../../revision-body/revision-body.ts";
import { applicationFile, isAllowed, isWellKnown, repositoryFile } from "../app-import/application-file.ts";
import { defineRule } from "../define-rule.ts";
import type { RuleTarget } from "../define-rule.ts";
import { exampleDoing } from "../example-files.ts";
import { inFunction, judgeBody, onTheWayUp } from "../judge-body.ts";

const helper = { head: ["from migration_tools import add_audit"], up: ["add_audit(op, 'things')"] };

/** Work that a revision leaves to code which is not in its file. */
export const unknownCallable = defineRule({
  code: "MF126",
  name: "unknown-callable",
  severity: "warning",
  judges: "file",
  docs: {
    what: "`upgrade()` leaves work on the database to a function of another module.",
    why: "The file no longer says what the revision does, rules on files see nothing of it, and whoever changes that function changes every revision that calls it.",
    fix: "Write the operations into the revision, or list the module under `allowImports` if it never changes what it does.",
  },
  examples: {
    bad: [
      exampleDoing(helper),
      exampleDoing({ head: ["import tools"], up: ["bind = op.get_bind()", "tools.fill(bind)"] }),
    ],
    good: [
      exampleDoing(helper, { allowImports: ["migration_tools"] }),
      exampleDoing({
        head: ["def add_audit(op, table):", "    op.drop_table(table)"],
        up: ["add_audit(op, 'things')"],
      }),
      exampleDoing({
        head: ["import json", "import slugify"],
        up: ["print(json.dumps(slugify.slug('a b')))"],
      }),
      exampleDoing({ up: ["sa.inspect(op.get_bind())"] }),
    ],
  },
  check: judgeBody(({ body, revision, target, file, at }) => {
    const seen = new Set<string>();
    return onTheWayUp(body.calls).flatMap((call) => {
      const imported = body.imports.find((one) => isFrom(call, one));
      if (imported === undefined || seen.has(call.path ?? "")) return [];
      // What belongs to the application is MF107's.
      if (isWellKnown(imported.module) || isAllowed(imported, target.allowImports)) return [];
      if (applicationFile(imported, target, file.file) !== null || !worksOnDatabase(call, imported, target))
        return [];
      seen.add(call.path ?? "");
      return [
        {
          ...at(call),
          message: `${inFunction(revision, call)} leaves work to ${call.path}(), which is not in this file: what the revision does can change without it.`,
          hint: `Write its operations into the revision. If ${imported.module} never changes what it does, say so in the configuration: \`allowImports: ["${imported.module}"]\`.`,
        },
      ];
    });
  }),
});

function isFrom({ path }: Call, { module, name }: BodyImport): boolean {
  const root = name === null ? module : `${module}.${name}`;
  return path === root || (path?.startsWith(`${root}.`) === true && !path.includes("()"));
}

/** Is it handed `op` or a connection, or a helper of the history that is called for what it does? */
function worksOnDatabase(call: Call, imported: BodyImport, target: RuleTarget): boolean {
  const given = [...call.positional, ...call.named.values()];
  const isHanded = given.some((value) => {
    if (value.kind === "path") return /^alembic\.op(?:\.get_bind\(\))?$/u.test(value.path);
    return value.kind === "call" && /^alembic\.op\.get_(?:bind|context)$/u.test(value.call.path ?? "");
  });
  if (isHanded) return true;
  const isStatement = call.inside.length === 0 && call.assignedTo.length === 0 && !call.isAsked;
  return isStatement && repositoryFile(imported, target) !== null;
}
