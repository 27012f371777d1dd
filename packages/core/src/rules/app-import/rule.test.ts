import { expect, it, test } from "vitest";
import { exampleDoing } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

it("names the module, its file, and how a model is written down", () => {
  expect(
    said(
      "MF107",
      exampleDoing(
        { head: ["from shop.models import Customer"], up: ["op.execute(sa.delete(Customer))"] },
        { modules: ["shop.models"] },
      ),
    ),
  ).toEqual([
    'versions/a1_x.py:4 Revision a1 imports shop.models.Customer (app/shop/models.py): it fails, or does something else, as soon as the application has moved on.\nName the columns that it uses in the revision itself: `customer = sa.table("…", sa.column("id"), …)`.\nIf shop.models keeps its meaning for ever, say so in the configuration: `allowImports: ["shop.models"]`.',
  ]);
});

it("is a warning's word for column types, which autogenerate itself imports", () => {
  expect(
    said(
      "MF107",
      exampleDoing(
        {
          head: ["import shop.types"],
          up: ["op.add_column('orders', sa.Column('total', shop.types.Money()))"],
        },
        { modules: ["shop", "shop.types"] },
      ),
    ),
  ).toEqual([
    'versions/a1_x.py:4 Revision a1 imports shop.types (app/shop/types.py): columns get the type that this module has on the day it runs.\nIf shop.types keeps its meaning for ever, say so in the configuration: `allowImports: ["shop.types"]`.',
  ]);
});

it("says once what comes from one module", () => {
  expect(
    said(
      "MF107",
      exampleDoing(
        { head: ["from shop.models import A, B", "from shop.models import C"] },
        { modules: ["shop.models"] },
      ),
    ),
  ).toEqual([
    'versions/a1_x.py:4 Revision a1 imports shop.models.A, shop.models.B, shop.models.C (app/shop/models.py): it fails, or does something else, as soon as the application has moved on.\nName the columns that it uses in the revision itself: `a = sa.table("…", sa.column("id"), …)`.\nIf shop.models keeps its meaning for ever, say so in the configuration: `allowImports: ["shop.models"]`.',
  ]);
});

test.each([
  {
    what: "an installed package",
    example: exampleDoing({ head: ["from geoalchemy2 import Geometry", "from shop.models import A"] }),
  },
  {
    what: "Python's own, whatever a folder is called",
    example: exampleDoing({ head: ["import platform", "import json"] }, { modules: ["platform", "json"] }),
  },
  {
    what: "a package that is allowed, with all below it",
    example: exampleDoing(
      { head: ["from shop.db.types import Money"] },
      { modules: ["shop.db.types"], allowImports: ["shop.db"] },
    ),
  },
  {
    what: "words in a text",
    example: exampleDoing({ up: ['print("from shop.models import A")'] }, { modules: ["shop.models"] }),
  },
])("nothing: $what", ({ example }) => {
  expect(said("MF107", example)).toEqual([]);
});
