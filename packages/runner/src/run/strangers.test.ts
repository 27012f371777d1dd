import type { Target } from "@migrun/core";
import { expect, it } from "vitest";
import { strangersOf } from "./strangers.ts";

function at(scriptDirectory: string | null): Target {
  return { scriptDirectory } as Target;
}

it.each([
  ["/shop/users/migrations", ["/shop/billing/migrations"], ["/shop/billing"]],
  ["/shop/migrations/users", ["/shop/migrations/billing"], ["/shop/migrations/billing"]],
  ["/shop/users/migrations", ["/shop/migrations"], ["/shop/migrations"]],
  ["/shop/migrations", ["/shop/users/migrations", "/shop/users/archive"], ["/shop/users"]],
  ["/shop/migrations", ["/shop/migrations"], []],
  [null, ["/shop/migrations"], []],
])("keeps the models of %s apart from those of %s", (own, others, folders) => {
  const target = at(own);
  expect(strangersOf(target, [target, ...others.map(at)])).toEqual(folders);
});
