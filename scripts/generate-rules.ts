import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { SqlRule } from "../packages/core/src/rules/define-sql-rule.ts";

/**
 * Writes the registries of packages/core/src/rules: `index.ts` for rules on files and graphs, `sql-rules.ts` for
 * rules on SQL, which are loaded only where SQL is judged, and `sql-codes.ts` with what every command knows of them.
 * Then docs/rules-not-built.md from the vectors.
 */
const root = fileURLToPath(new URL("..", import.meta.url));
const folder = `${root}packages/core/src/rules/`;

interface Entry {
  readonly name: string;
  readonly code: string;
  readonly variable: string;
  readonly isSql: boolean;
}

const entries: readonly Entry[] = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => {
    const source = readFileSync(`${folder}${name}/rule.ts`, "utf8");
    const code = /^ {2}code: "(M[A-Z]\d+)",$/m.exec(source)?.[1];
    const [, variable, kind] = /^export const (\w+) = define(Sql)?Rule\(/m.exec(source) ?? [];
    if (code === undefined || variable === undefined)
      throw new Error(`${name}/rule.ts: no code or no exported rule`);
    return { name, code, variable, isSql: kind === "Sql" };
  })
  .toSorted((a, b) => (a.code < b.code ? -1 : 1));

function imports(rules: readonly Entry[]): string {
  const lines = rules.map(({ name, variable }) => ({
    name,
    line: `import { ${variable} } from "./${name}/rule.ts";`,
  }));
  return lines
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ line }) => line)
    .join("\n");
}

const HEAD = "// Written by scripts/generate-rules.ts: add a folder with a rule.ts, then run it.";
const list = (rules: readonly Entry[]): string => rules.map(({ variable }) => `  ${variable},`).join("\n");
const ofSql = entries.filter(({ isSql }) => isSql);
const ofFiles = entries.filter(({ isSql }) => !isSql);

writeFileSync(
  `${folder}index.ts`,
  `${HEAD}
${imports(ofFiles)}
import type { Rule } from "./define-rule.ts";

/** Every rule on files and graphs, in order of code. */
export const RULES: readonly Rule[] = [
${list(ofFiles)}
];
`,
);

writeFileSync(
  `${folder}sql-rules.ts`,
  `${HEAD}
${imports(ofSql)}
import type { SqlRule } from "./define-sql-rule.ts";

/** Every rule on SQL, in order of code. Import it only where SQL is judged. */
export const SQL_RULES: readonly SqlRule[] = [
${list(ofSql)}
];
`,
);

const rules = await Promise.all(
  ofSql.map(async ({ name, variable }) => {
    const module = (await import(pathToFileURL(`${folder}${name}/rule.ts`).href)) as Record<string, SqlRule>;
    const rule = module[variable];
    if (rule === undefined) throw new Error(`${name}/rule.ts: ${variable} is no rule`);
    return rule;
  }),
);

writeFileSync(
  `${folder}sql-codes.ts`,
  `${HEAD}
import type { CodeInfo } from "../findings/codes.ts";

/** What every command knows of the rules on SQL, without loading them. */
export const SQL_CODES: Readonly<Record<string, CodeInfo>> = {
${rules.map(({ code, name, severity, docs }) => `  ${code}: {\n    rule: "${name}",\n    severity: "${severity}",\n    what: ${JSON.stringify(docs.what)},\n  },`).join("\n")}
};
`,
);

interface Vector {
  readonly id: string;
  readonly fires: readonly string[];
}

const built = new Set(entries.map(({ code }) => code));
const waiting = new Map<string, string[]>();
for (const file of ["sql-vectors.json", "vectors.json"]) {
  for (const { id, fires } of JSON.parse(readFileSync(`${folder}${file}`, "utf8")) as readonly Vector[]) {
    for (const code of fires.filter((one) => !built.has(one)))
      waiting.set(code, [...(waiting.get(code) ?? []), id]);
  }
}

writeFileSync(
  `${root}docs/rules-not-built.md`,
  `# Rules that are not built yet

Codes of the catalogue that a test vector names and no rule answers, with the vectors that wait for each. Written by
\`scripts/generate-rules.ts\`.

${[...waiting]
  .toSorted(([a], [b]) => (a < b ? -1 : 1))
  .map(([code, ids]) => `- ${code}: ${ids.join(", ")}`)
  .join("\n")}
`,
);
