/** What a rule judges: the history as a whole, or one revision file. */
export const RULE_KINDS = ["graph", "file"] as const;
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
};

/**
 * The files of a rule, by name inside its folder. They compile, and their tests fail: `docs` are no sentences, the bad
 * example is not found, and what the rule should say is not said.
 */
export function ruleFiles(rule: NewRule): ReadonlyMap<string, string> {
  return new Map([
    ["rule.ts", ruleText(rule)],
    ["rule.test.ts", testText(rule)],
  ]);
}

const CHECKS: Readonly<Record<RuleKind, readonly string[]>> = {
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

function ruleText({ name, code, kind, severity }: NewRule): string {
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
    "  // Sentences, with a full stop. They become the page in docs/rules, `migrun explain` and the help in SARIF.",
    "  docs: {",
    '    what: "TODO",',
    '    why: "TODO",',
    '    fix: "TODO",',
    "  },",
    "  // The first of each is shown in the docs. Add a near miss to the good ones.",
    "  examples: {",
    '    bad: [{ files: { "a1_start.py": exampleRevision({ id: "a1", down: null }) } }],',
    '    good: [{ files: { "a1_start.py": exampleRevision({ id: "a1", down: null }) } }],',
    "  },",
    ...CHECKS[kind],
    "});",
  );
}

function testText({ name, code }: NewRule): string {
  return lines(
    'import { expect, it } from "vitest";',
    'import { said } from "../judge.test-data.ts";',
    `import { ${camelCase(name)} } from "./rule.ts";`,
    "",
    'it("says what, where and how", () => {',
    `  const [example] = ${camelCase(name)}.examples.bad;`,
    `  expect(example === undefined ? [] : said("${code}", example)).toEqual([`,
    '    "versions/a1_start.py:5 TODO: the message.\\nTODO: the hint.",',
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
