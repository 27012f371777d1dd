import adopt from "@migrun/configs/presets/adopt.json" with { type: "json" };
import recommended from "@migrun/configs/presets/recommended.json" with { type: "json" };
import strict from "@migrun/configs/presets/strict.json" with { type: "json" };

/** Documents that a configuration can extend by name. `recommended` lies below every configuration. */
export const PRESETS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["recommended", recommended],
  ["strict", strict],
  ["adopt", adopt],
]);
