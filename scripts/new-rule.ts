/**
 * `pnpm new:rule NAME --code MF131 --kind file [--severity error]`: a folder with rule and test that compile and fail
 * until they are written, and the registry with the rule in it. There is no other place to edit.
 */
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { $ } from "zx";
import { CODE_OF_KIND, type NewRule, RULE_KINDS, ruleFiles, SEVERITIES } from "./scaffold/rule-files.ts";
import { isKebabCase, stop } from "./scaffold/usage.ts";

const root = join(import.meta.dirname, "..");
const rules = join(root, "packages/core/src/rules");
$.cwd = root;
$.verbose = false;

const rule = readRule();
const taken = (await readdir(rules)).includes(rule.name);
if (taken) stop(`there is a rule ${rule.name} already: packages/core/src/rules/${rule.name}`);
// A folder that is gone would still be in the registry.
await $`tsx scripts/generate-rules.ts`;
const { CODE_REGISTRY } = await import("../packages/core/src/rules/registry.ts");
const used = CODE_REGISTRY[rule.code];
if (used !== undefined) stop(`${rule.code} is ${used.rule}; a code is never used twice`);

const folder = join(rules, rule.name);
await mkdir(folder);
for (const [name, text] of ruleFiles(rule)) await writeFile(join(folder, name), text);
await $`tsx scripts/generate-rules.ts`;
await $`oxfmt packages/core/src/rules`;

console.log(`packages/core/src/rules/${rule.name}: rule.ts and rule.test.ts, in the registry
Write both; they are done when these are green:
  pnpm exec vitest run --project unit packages/core/src/rules
  pnpm generate    (its page in docs/rules)
  pnpm check
Then a line in CHANGELOG.md.`);

function readRule(): NewRule {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      code: { type: "string" },
      kind: { type: "string", default: "file" },
      severity: { type: "string", default: "error" },
    },
  });
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) stop("write pnpm new:rule NAME --code MF131 --kind file");
  if (!isKebabCase(name)) stop(`${name}: a name is of small letters, digits and single hyphens`);
  const kind = RULE_KINDS.find((one) => one === values.kind) ?? stop(`--kind: ${RULE_KINDS.join(", ")}`);
  const severity =
    SEVERITIES.find((one) => one === values.severity) ?? stop(`--severity: ${SEVERITIES.join(", ")}`);
  const code = values.code ?? stop("--code is needed: the next free one of its family, as in docs/rules");
  if (!CODE_OF_KIND[kind].test(code))
    stop(`--code ${code}: rules of kind ${kind} have codes like ${CODE_OF_KIND[kind].source}`);
  return { name, code, kind, severity };
}
