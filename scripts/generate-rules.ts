import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Rule } from "../packages/core/src/rules/define-rule.ts";
import type { SqlRule } from "../packages/core/src/rules/define-sql-rule.ts";

/**
 * Writes the registries of packages/core/src/rules: `graph-rules.ts`, which `heads` loads, `file-rules.ts` and
 * `sql-rules.ts`, which are loaded only where files and SQL are judged, and `rule-codes.ts` with what every command knows
 * of them all. Then docs/rules-not-built.md from the vectors.
 */
const root = fileURLToPath(new URL("..", import.meta.url));
const folder = `${root}packages/core/src/rules/`;

interface Entry {
  readonly name: string;
  readonly code: string;
  readonly variable: string;
  readonly kind: "graph" | "file" | "sql";
}

const entries: readonly Entry[] = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }): Entry => {
    const source = readFileSync(`${folder}${name}/rule.ts`, "utf8");
    const code = /^ {2}code: "(M[A-Z]\d+)",$/m.exec(source)?.[1];
    const [, variable, isSql] = /^export const (\w+) = define(Sql)?Rule\(/m.exec(source) ?? [];
    const judges = /^ {2}judges: "(\w+)",$/m.exec(source)?.[1];
    if (code === undefined || variable === undefined || judges === undefined)
      throw new Error(`${name}/rule.ts: no code, nothing that it judges, or no exported rule`);
    const ofFiles = judges === "graph" ? "graph" : "file";
    return { name, code, variable, kind: isSql === "Sql" ? "sql" : ofFiles };
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

interface Registry {
  readonly kind: Entry["kind"];
  readonly constant: string;
  /** The type of its rules, and the file that has it. */
  readonly type: string;
  readonly from: string;
  readonly says: string;
}

const REGISTRIES: readonly Registry[] = [
  {
    kind: "graph",
    constant: "GRAPH_RULES",
    type: "GraphRule",
    from: "define-rule",
    says: "Every rule on graphs, in order of code.",
  },
  {
    kind: "file",
    constant: "FILE_RULES",
    type: "FileRule",
    from: "define-rule",
    says: "Every rule on files, in order of code. Import it only where files are judged.",
  },
  {
    kind: "sql",
    constant: "SQL_RULES",
    type: "SqlRule",
    from: "define-sql-rule",
    says: "Every rule on SQL, in order of code. Import it only where SQL is judged.",
  },
];

for (const { kind, constant, type, from, says } of REGISTRIES) {
  const rules = entries.filter((entry) => entry.kind === kind);
  writeFileSync(
    `${folder}${kind}-rules.ts`,
    `${HEAD}
${imports(rules)}
import type { ${type} } from "./${from}.ts";

/** ${says} */
export const ${constant}: readonly ${type}[] = [
${list(rules)}
];
`,
  );
}

const CHECKS = { graph: "heads", file: "files", sql: "lint" } as const;
const codes = await Promise.all(
  entries.map(async ({ name, variable, kind }) => {
    const module = (await import(pathToFileURL(`${folder}${name}/rule.ts`).href)) as Record<
      string,
      Rule | SqlRule
    >;
    const rule = module[variable];
    if (rule === undefined) throw new Error(`${name}/rule.ts: ${variable} is no rule`);
    const { code, severity, docs } = rule;
    return `  ${code}: {\n    rule: "${name}",\n    severity: "${severity}",\n    check: "${CHECKS[kind]}",\n    what: ${JSON.stringify(docs.what)},\n  },`;
  }),
);

writeFileSync(
  `${folder}rule-codes.ts`,
  `${HEAD}
import type { CodeInfo } from "../findings/codes.ts";
import type { CheckId } from "../findings/finding.ts";

/** What every command knows of the rules without loading them. */
export const RULE_CODES: Readonly<Record<string, CodeInfo & { readonly check: CheckId }>> = {
${codes.join("\n")}
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
