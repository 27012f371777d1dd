import type { BodyImport, Place } from "../../revision-body/revision-body.ts";
import { relativePath } from "../../targets/paths.ts";
import { defineRule } from "../define-rule.ts";
import { exampleDoing } from "../example-files.ts";
import { judgeBody } from "../judge-body.ts";
import { applicationFile } from "./application-file.ts";

const modules = ["shop", "shop.models", "shop.types"];

/** A revision that needs the code of the application as it is today. */
export const appImport = defineRule({
  code: "MF107",
  name: "app-import",
  severity: "error",
  judges: "file",
  docs: {
    what: "A revision imports modules of the application.",
    why: "A revision is run for years, on every new database: with next year's models it fails, or does something else than it did before.",
    fix: "Write what the revision needs into it (`sa.table()` and `sa.column()` for models), or list modules that keep their meaning, such as own column types, under `allowImports`.",
  },
  examples: {
    bad: [
      exampleDoing(
        { head: ["from shop.models import Customer"], up: ["op.execute(sa.delete(Customer))"] },
        { modules },
      ),
      exampleDoing(
        { up: ["from shop import models", "op.execute(sa.delete(models.Customer))"] },
        { modules },
      ),
    ],
    good: [
      exampleDoing({
        head: ['customer = sa.table("customer", sa.column("id"))'],
        up: ["op.execute(sa.delete(customer))"],
      }),
      exampleDoing(
        {
          head: ["from shop.types import Money"],
          up: ['op.add_column("orders", sa.Column("total", Money()))'],
        },
        { modules, allowImports: ["shop.types"] },
      ),
      // An installed package, and what only type checkers see.
      exampleDoing({ head: ["import geoalchemy2", "import json"] }, { modules }),
      exampleDoing(
        {
          head: [
            "from typing import TYPE_CHECKING",
            "if TYPE_CHECKING:",
            "    from shop.models import Customer",
          ],
        },
        { modules },
      ),
    ],
  },
  check: judgeBody(({ body, revision, target, file, at }) => {
    const seen = new Set<string>();
    return body.imports.flatMap((imported) => {
      const found = applicationFile(imported, target, file.file);
      if (found === null || imported.isForTypes || seen.has(found)) return [];
      seen.add(found);
      const from = body.imports.filter((one) => applicationFile(one, target, file.file) === found);
      const uses = from.flatMap((one) => one.uses);
      const isType = uses.length > 0 && uses.every(isTypeOfColumn);
      const names = [...new Set(from.map(({ full, name }) => (name === null ? full : `${full}.${name}`)))];
      const where = relativePath(target.root, found);
      return [
        {
          ...at(imported),
          ...(isType && { severity: "warning" as const }),
          message: `Revision ${revision.id} imports ${names.join(", ")} (${where}): ${isType ? "columns get the type that this module has on the day it runs" : "it fails, or does something else, as soon as the application has moved on"}.`,
          hint: isType ? allowed(imported) : `${stubFor(imported)}\n${allowed(imported)}`,
        },
      ];
    });
  }),
});

/** Own types are what autogenerate itself imports. */
function isTypeOfColumn({ inside }: Place): boolean {
  return inside.some(
    ({ path, argument }) =>
      argument === "type_" ||
      argument === "existing_type" ||
      (argument === null && /(?:^|\.)(?:Column|column|ARRAY|Enum|ENUM|cast)$/u.test(path ?? "")),
  );
}

function stubFor({ name, as }: BodyImport): string {
  const isModel = name !== null && /^[A-Z]/u.test(name);
  return isModel
    ? `Name the columns that it uses in the revision itself: \`${as.toLowerCase()} = sa.table("…", sa.column("id"), …)\`.`
    : "Copy what it needs into the revision: `sa.table(…)` for models, plain values for constants.";
}

function allowed({ full }: BodyImport): string {
  return `If ${full} keeps its meaning for ever, say so in the configuration: \`allowImports: ["${full}"]\`.`;
}
