/** What a rule judges: the history as a whole, one revision file, or the SQL of a revision. */
export const RULE_KINDS = ["graph", "file", "sql"] as const;
/** One of `RULE_KINDS`. */
export type RuleKind = (typeof RULE_KINDS)[number];

/** The severities of findings, the worst first. */
export const SEVERITIES = ["error", "warning", "notice"] as const;

/** A rule that is to be written. */
export interface NewRule {
  /** Folder, key of the configuration, docs page and comment: kebab-case. */
  readonly name: string;
  readonly code: string;
  readonly kind: RuleKind;
  readonly severity: (typeof SEVERITIES)[number];
}

/** Which codes a kind of rule has. */
export const CODE_OF_KIND: Readonly<Record<RuleKind, RegExp>> = {
  graph: /^MG\d{3}$/u,
  file: /^MF\d{3}$/u,
  sql: /^M[DRST]\d{3}$/u,
};

/**
 * The files of a rule, by name inside its folder. They compile, and their tests fail: `docs` are no sentences, the bad
 * example is not found, and what the rule should say is not said.
 */
export function ruleFiles(rule: NewRule): ReadonlyMap<string, string> {
  return new Map([
    ["rule.ts", rule.kind === "sql" ? sqlRuleText(rule) : ruleText(rule, rule.kind)],
    ["rule.test.ts", testText(rule)],
  ]);
}

const CHECKS: Readonly<Record<Exclude<RuleKind, "sql">, readonly string[]>> = {
  graph: [
    "  // One finding per place; see RuleFinding. The graph has nodes, heads, bases and problems.",
    "  check: ({ graph }) =>",
    "    graph.heads.slice(0, 0).map((head) => ({",
    '      message: "TODO: what is wrong, and with what.",',
    '      hint: "TODO: begin with a verb.",',
    "      revision: head,",
    "      file: graph.nodes.get(head)?.revision.file ?? null,",
    "      line: graph.nodes.get(head)?.revision.line ?? null,",
    "    })),",
  ],
  file: [
    "  // One finding per place; see RuleFinding. `file.parsed.shape` is what the file does beyond its header.",
    "  check: ({ file }) => {",
    "    const revision = revisionOf(file);",
    '    if (revision === null || revision.id !== "TODO") return [];',
    "    return [",
    "      {",
    '        message: "TODO: what is wrong, and with what.",',
    '        hint: "TODO: begin with a verb.",',
    "        revision: revision.id,",
    "        file: file.file,",
    "        line: revision.line,",
    "      },",
    "    ];",
    "  },",
  ],
};

function sqlRuleText({ name, code, severity }: NewRule): string {
  return lines(
    'import { effectsOfKind } from "../../lint/lint-run.ts";',
    'import { defineSqlRule } from "../define-sql-rule.ts";',
    "",
    "/** TODO: what it finds and why, for who reads the code. */",
    `export const ${camelCase(name)} = defineSqlRule({`,
    `  code: "${code}",`,
    `  name: "${name}",`,
    `  severity: "${severity}",`,
    "  // A statement, a transaction, a revision, or the run: see define-sql-rule.ts.",
    '  judges: "statement",',
    ...DOCS,
    "  examples: {",
    '    bad: ["ALTER TABLE orders DROP COLUMN memo"],',
    '    good: ["CREATE TABLE orders (memo text); ALTER TABLE orders DROP COLUMN memo"],',
    "  },",
    "  // Effects say what a statement does to what; filter them, the tree is never needed. Recipes: lint/recipe.ts.",
    "  check: (statement) =>",
    '    effectsOfKind(statement, "drop-column")',
    '      .filter(({ on }) => on.shown === "TODO")',
    "      .map((effect) => ({",
    "        effect,",
    "        message: `TODO takes a lock on ${effect.on.shown}: what waits.`,",
    '        recipe: ["TODO"],',
    "      })),",
    "});",
  );
}

const DOCS = [
  "  // Sentences, with a full stop. They become the page in docs/rules, `migrun explain` and the help in SARIF.",
  "  docs: {",
  '    what: "TODO",',
  '    why: "TODO",',
  '    fix: "TODO",',
  "  },",
  "  // The first of each is shown in the docs. Add a near miss to the good ones.",
];

function ruleText({ name, code, severity }: NewRule, kind: Exclude<RuleKind, "sql">): string {
  return lines(
    ...(kind === "file" ? ['import { revisionOf } from "../../revision/history-file.ts";'] : []),
    'import { defineRule } from "../define-rule.ts";',
    'import { exampleRevision } from "../example-files.ts";',
    "",
    "/** TODO: what it finds and why, for who reads the code. */",
    `export const ${camelCase(name)} = defineRule({`,
    `  code: "${code}",`,
    `  name: "${name}",`,
    `  severity: "${severity}",`,
    `  judges: "${kind}",`,
    ...DOCS,
    "  examples: {",
    '    bad: [{ files: { "a1_start.py": exampleRevision({ id: "a1", down: null }) } }],',
    '    good: [{ files: { "a1_start.py": exampleRevision({ id: "a1", down: null }) } }],',
    "  },",
    ...CHECKS[kind],
    "});",
  );
}

function testText({ name, code, kind }: NewRule): string {
  const [said, file, expected] =
    kind === "sql"
      ? ["saidOfSql", "judge-sql", "10 table:public.orders: TODO: the message."]
      : ["said", "judge", "versions/a1_start.py:5 TODO: the message."];
  return lines(
    'import { expect, it } from "vitest";',
    `import { ${said} } from "../${file}.test-data.ts";`,
    `import { ${camelCase(name)} } from "./rule.ts";`,
    "",
    'it("says what, where and how", () => {',
    `  const [example] = ${camelCase(name)}.examples.bad;`,
    `  expect(example === undefined ? [] : ${said}("${code}", example)).toEqual([`,
    `    "${expected}\\nTODO: the hint.",`,
    "  ]);",
    "});",
  );
}

/** `add-column` as a name in code: `addColumn`. */
export function camelCase(name: string): string {
  return name.replaceAll(/-([a-z\d])/gu, (_, letter: string) => letter.toUpperCase());
}

function lines(...all: readonly string[]): string {
  return `${all.join("\n")}\n`;
}
