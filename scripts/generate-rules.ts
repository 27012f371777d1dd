import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Writes packages/core/src/rules/index.ts, the registry: one import per rule folder, in order of code. */
const folder = fileURLToPath(new URL("../packages/core/src/rules/", import.meta.url));

const rules = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => {
    const source = readFileSync(`${folder}${name}/rule.ts`, "utf8");
    const code = /^ {2}code: "(M[A-Z]\d+)",$/m.exec(source)?.[1];
    const variable = /^export const (\w+) = defineRule\(/m.exec(source)?.[1];
    if (code === undefined || variable === undefined)
      throw new Error(`${name}/rule.ts: no code or no exported rule`);
    return { name, code, variable };
  })
  .toSorted((a, b) => (a.code < b.code ? -1 : 1));

const imports = rules
  .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  .map(({ name, variable }) => `import { ${variable} } from "./${name}/rule.ts";`);

writeFileSync(
  `${folder}index.ts`,
  `// Written by scripts/generate-rules.ts: add a folder with a rule.ts, then run it.
${imports.join("\n")}
import type { Rule } from "./define-rule.ts";

/** Every rule, in order of code. */
export const RULES: readonly Rule[] = [
${rules.map(({ variable }) => `  ${variable},`).join("\n")}
];
`,
);
