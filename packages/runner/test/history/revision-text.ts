import type { Random } from "./random.ts";

/** What a revision file says. `doc` is written as it stands: no quotes, backslashes or line ends but `\n`. */
export interface RevisionFacts {
  readonly id: string;
  readonly down: readonly string[];
  readonly dependsOn: readonly string[];
  readonly labels: readonly string[];
  readonly doc: string;
}

/** Writes a revision file in one of the forms that Alembic takes and a text alone settles. */
export function writeRevision(facts: RevisionFacts, random: Random): string {
  const parts = [docstring(facts.doc, random), preamble(random), header(facts, random), body(random)];
  const text = parts.filter((part) => part !== "").join(random.pick(["\n", "\n\n", "\n\f\n"]));
  return random.chance(10)
    ? `${random.pick(["# -*- coding: utf-8 -*-", "#!/usr/bin/env python3", "# é"])}\n${text}`
    : text;
}

function docstring(doc: string, random: Random): string {
  if (doc === "")
    return random.pick(["", "", 'f"no docstring"', 'b"no docstring"', "import os\n'no docstring'"]);
  const oneLine = !doc.includes("\n");
  const forms = [
    `"""${doc}"""`,
    `'''${doc}'''`,
    `"""${doc}\n\nRevision ID: x\nRevises: y\n"""`,
    `"""\n${doc}\n"""`,
    `"""\\\n${doc}\n  \n"""`,
    `r"""${doc}"""`,
    `U"""  ${doc}\n\n"""`,
    `("""${doc}""")`,
    `"""${doc.slice(0, 1)}""" '''${doc.slice(1)}'''`,
    `"""${doc}"""; import os`,
    `"not this"\n__doc__ = """${doc}"""`,
  ];
  if (oneLine) forms.push(`"${doc}"`, `'${doc}'  # comment`, `("${doc.slice(0, 2)}"\n  "${doc.slice(2)}")`);
  return random.pick(forms);
}

const PREAMBLES = [
  "",
  "from alembic import op\nimport sqlalchemy as sa",
  "from typing import Sequence, Union\n\nfrom alembic import op\n",
  "try:\n    import json\nexcept ImportError:\n    json = None",
  "import os.path as places; import re",
  "# revision identifiers, used by Alembic.",
  "if False:\n    import nothing_of_this_name",
];

function preamble(random: Random): string {
  return random.pick(PREAMBLES);
}

const STRAY = [
  "",
  "",
  "naming = {\n    'revision': 'x',  # down_revision = 'y'\n}",
  "text = '''\nrevision = \"no\"\ndown_revision = \"no\"\n'''",
  "class Table:\n    revision = 'inner'\n    down_revision: str = 'inner'",
  "def helper(revision='q', *, down_revision=None):\n    revision = 'local'\n    return revision",
  "names = [revision for revision in ('a', 'b')]",
  "counts = {}\ncounts['revision'] = 1",
  "for index in range(2):\n    pass",
  "size = lambda revision: revision",
  "def outer():\n    revision = 1\n    def inner():\n        nonlocal revision\n        revision = 2\n    inner()",
];

function header(facts: RevisionFacts, random: Random): string {
  const names = { down_revision: facts.down, branch_labels: facts.labels, depends_on: facts.dependsOn };
  const statements: string[] = [];
  if (random.chance(6) && facts.down.length === 1) {
    statements.push(
      `revision, down_revision = ${quote(facts.id, random)}, ${quote(facts.down[0] ?? "", random)}`,
    );
  } else {
    statements.push(assign("revision", stringExpression(facts.id, random), random));
    statements.push(assign("down_revision", list(names.down_revision, random), random));
  }
  const noLabels = facts.labels.length === 0 && facts.dependsOn.length === 0;
  if (noLabels && random.chance(10)) statements.push("branch_labels = depends_on = None");
  else {
    for (const name of ["branch_labels", "depends_on"] as const) {
      if (names[name].length > 0 || random.chance(70))
        statements.push(assign(name, list(names[name], random), random));
    }
  }
  const order = random.chance(85) ? statements : random.shuffle(statements);
  if (random.chance(15)) order.splice(random.below(order.length + 1), 0, random.pick(STRAY));
  return order.filter((part) => part !== "").join("\n");
}

function assign(name: string, value: string, random: Random): string {
  const annotation = random.pick([
    "",
    "",
    "",
    ": str",
    ": 'Union[str, Sequence[str], None]'",
    ': "str | None"',
  ]);
  const after = random.pick(["", "", "", "  # comment", ";", "; pass", "  # it's = 'odd'"]);
  const statement = `${name}${annotation}${random.pick([" = ", " = ", "=", "  =  ", " = \\\n    "])}${value}${after}`;
  const noise = random.below(30);
  if (noise === 0) return `${name} = "replaced"\n${statement}`;
  if (noise === 1) return `${name}: str\n${statement}`;
  return statement;
}

/** A string as an expression. */
function stringExpression(value: string, random: Random): string {
  switch (random.below(10)) {
    case 0:
      return `(${quote(value, random)})`;
    case 1:
      return `${quote(value.slice(0, 2), random)} ${quote(value.slice(2), random)}`;
    case 2:
      return `(\n    ${quote(value, random)}\n)`;
    case 3:
      return `${quote(value.slice(0, 1), random)} + ${quote(value.slice(1), random)}`;
    default:
      return quote(value, random);
  }
}

function quote(value: string, random: Random): string {
  const escaped = value.replace(
    /^./u,
    (first) => `\\x${(first.codePointAt(0) ?? 0).toString(16).padStart(2, "0")}`,
  );
  const forms = [
    `"${value}"`,
    `'${value}'`,
    `"${value}"`,
    `'${value}'`,
    `"""${value}"""`,
    `r'${value}'`,
    `u"${value}"`,
  ];
  const isAscii = /^[\u0020-\u007E]*$/u.test(value);
  return random.pick(isAscii ? [...forms, `"${escaped}"`] : forms);
}

function list(values: readonly string[], random: Random): string {
  const [only, ...others] = values;
  if (only === undefined) return random.pick(["None", "None", "None", "None", "()", "[]", "(None)"]);
  if (others.length === 0 && random.chance(70)) return stringExpression(only, random);
  const items = values.map((value) =>
    random.chance(20) ? `(${quote(value, random)})` : quote(value, random),
  );
  const separator = random.pick([", ", ", ", ",", ",\n    ", ",  # comment\n    "]);
  const joined = items.join(separator);
  const forms = [`(${joined},)`, `[${joined}]`, `[\n    ${joined},\n]`, `(\n    ${joined}\n    ,\n)`];
  if (others.length > 0) forms.push(`(${joined})`, `(${joined})`);
  else forms.push(`{${joined}}`);
  return others.length > 0 && !joined.includes("\n") && random.chance(10) ? joined : random.pick(forms);
}

const BODIES = [
  "def upgrade():\n    pass\n\n\ndef downgrade():\n    pass\n",
  "def upgrade() -> None:\n    op.execute('''\n    UPDATE t SET revision = \"x\"\n    ''')\n    down_revision = 'local'\n\n\ndef downgrade() -> None:\n    raise NotImplementedError(\"no\")\n",
  "async def upgrade():\n\treturn\n\ndef downgrade(): pass",
  "@staticmethod\ndef upgrade():\n    x = {1: [2, (3,)]}  # }\n    return f'{x[1]!r:>{10}} {{}}'\n\ndef downgrade(): ...\n# the end",
  "def upgrade(engine_name):\n    globals()['upgrade_%s' % engine_name]()\n\ndef downgrade(engine_name):\n    globals()[\"downgrade_%s\" % engine_name]()\n",
  "",
];

function body(random: Random): string {
  return random.pick(BODIES);
}
