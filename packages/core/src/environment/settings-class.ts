import type { SyntaxNode } from "@lezer/common";
import { elementsOf } from "../revision/evaluate-literal.ts";
import { argumentsOf } from "./arguments.ts";
import { entriesOf } from "./evaluate-template.ts";
import type { Evaluation, Frame } from "./evaluation.ts";
import { NONE } from "./evaluation.ts";
import { assignmentsOf } from "./python-module.ts";
import type { ClassRef } from "./value.ts";

/** How a settings class names its variables: pydantic's `SettingsConfigDict` or `class Config`. */
export interface SettingsConfig {
  /** Major version of pydantic's rules. */
  readonly version: 1 | 2;
  readonly prefix: string;
  /** `__` in `DB__HOST`; null: nested models come as JSON. */
  readonly delimiter: string | null;
  readonly ignoreCase: boolean;
  /** Dotenv files that it names, as written. */
  readonly envFiles: readonly string[];
  /** Does it read other sources too, so that nothing can be said to be missing? */
  readonly hasOtherSources: boolean;
}

/** One field of a pydantic class. */
export interface SettingsField {
  readonly name: string;
  readonly owner: ClassRef;
  /** The assignment. */
  readonly node: SyntaxNode;
  readonly annotation: SyntaxNode | null;
  /** The expression of its default; null if there is none. */
  readonly fallback: SyntaxNode | null;
  /** `default_factory`. */
  readonly factory: SyntaxNode | null;
  readonly isRequired: boolean;
  /** Names of variables that stand in the source instead of the field's. */
  readonly aliases: readonly string[];
}

const BASE_SETTINGS = /^(?:pydantic(?:_settings)?(?:\.v1|\.env_settings|\.main)*)\.BaseSettings$/u;
const OTHER_SOURCES = /^(?:secrets_dir|yaml_file|toml_file|json_file|pyproject_toml_table_header)$/u;

/** Reads how a class names its variables; null where it is no settings class, or its configuration cannot be followed. */
export function settingsConfigOf(evaluator: Evaluation, of: ClassRef): SettingsConfig | null {
  return evaluator.remember(of, "config", () => readConfig(evaluator, of));
}

function readConfig(evaluator: Evaluation, of: ClassRef): SettingsConfig | null {
  const lineage = evaluator.lineage(of);
  const bases = lineage
    .flatMap((one) => evaluator.bases(one))
    .flatMap((base) => (base.kind === "foreign" && BASE_SETTINGS.test(base.path) ? [base.path] : []));
  if (bases.length === 0) return null;
  const version = bases.some((path) => path.startsWith("pydantic_settings")) ? 2 : 1;
  const options = new Map<string, { readonly node: SyntaxNode; readonly frame: Frame }>();
  // The nearest class wins.
  for (const one of lineage.toReversed())
    for (const [name, node] of optionsOf(evaluator, one))
      options.set(name, { node, frame: { module: one.module, parameters: NONE } });
  const text = (name: string): string | null | undefined => {
    const option = options.get(name);
    if (option === undefined || option.node.name === "None") return undefined;
    return evaluator.text(option.node, option.frame);
  };
  const prefix = text("env_prefix");
  const delimiter = text("env_nested_delimiter");
  // Computed: the names of its variables are not known.
  if (prefix === null || delimiter === null) return null;
  const sensitive = options.get("case_sensitive");
  const files = options.get("env_file");
  return {
    version,
    prefix: prefix ?? "",
    delimiter: delimiter ?? null,
    ignoreCase: sensitive === undefined || sensitive.frame.module.source(sensitive.node) === "False",
    envFiles: files === undefined ? [] : textsOf(evaluator, files.node, files.frame),
    hasOtherSources:
      [...options.keys()].some((name) => OTHER_SOURCES.test(name)) ||
      lineage.some((one) => /\bdef\s+(?:settings_)?customise_sources\b/u.test(one.module.source(one.node))),
  };
}

/** Is it a pydantic model, whose fields a settings class can fill? */
export function isModel(evaluator: Evaluation, of: ClassRef): boolean {
  return evaluator
    .lineage(of)
    .some((one) =>
      evaluator.bases(one).some((base) => base.kind === "foreign" && base.path.startsWith("pydantic")),
    );
}

/** The fields of a class and its bases, by name; the nearest class wins. */
export function fieldsOf(
  evaluator: Evaluation,
  of: ClassRef,
  version: 1 | 2,
): ReadonlyMap<string, SettingsField> {
  return evaluator.remember(of, `fields ${version}`, () => readFields(evaluator, of, version));
}

function readFields(evaluator: Evaluation, of: ClassRef, version: 1 | 2): ReadonlyMap<string, SettingsField> {
  const fields = new Map<string, SettingsField>();
  for (const owner of evaluator.lineage(of).toReversed()) {
    const body = owner.node.getChild("Body");
    for (const node of body?.getChildren("AssignStatement") ?? []) {
      const field = readField(evaluator, owner, node, version);
      if (field !== null) fields.set(field.name, field);
    }
  }
  return fields;
}

function readField(
  evaluator: Evaluation,
  owner: ClassRef,
  node: SyntaxNode,
  version: 1 | 2,
): SettingsField | null {
  const { module } = owner;
  const target = node.firstChild;
  const name = module.source(target);
  const type = node.getChild("TypeDef");
  if (target?.name !== "VariableName" || name.startsWith("_") || name === "model_config") return null;
  const annotation = type?.lastChild ?? null;
  const typeText = module.source(annotation);
  // pydantic 2 takes no field without a type.
  if (annotation === null && version === 2) return null;
  if (/^(?:\w+\.)?ClassVar\b/u.test(typeText)) return null;
  const frame: Frame = { module, parameters: NONE };
  const value = assignmentsOf(node)[0]?.value ?? null;
  const inType = annotatedFields(annotation).map((one) => argumentsOf(one, module));
  const isCall = value?.name === "CallExpression" && /(?:^|\.)Field$/u.test(module.source(value.firstChild));
  const calls = [...(isCall ? [argumentsOf(value, module)] : []), ...inType];
  const option = (key: string): SyntaxNode | null =>
    calls.map((call) => call.named.get(key)).find((found) => found !== undefined) ?? null;
  const positional = isCall ? (argumentsOf(value, module).positional[0] ?? null) : null;
  const fallback = isCall ? (positional ?? option("default")) : (value ?? option("default"));
  const factory = option("default_factory");
  const hasDefault = (fallback !== null && fallback.name !== "Ellipsis") || factory !== null;
  const isOptional = version === 1 && /^(?:\w+\.)?Optional\b|\bNone\b/u.test(typeText) && fallback === null;
  const alias = version === 1 ? option("env") : (option("validation_alias") ?? option("alias"));
  return {
    name,
    owner,
    node,
    annotation,
    fallback: fallback?.name === "Ellipsis" ? null : fallback,
    factory,
    isRequired: !hasDefault && !isOptional,
    aliases: alias === null ? [] : textsOf(evaluator, alias, frame),
  };
}

/** `Annotated[str, Field(alias="X")]`. */
function annotatedFields(annotation: SyntaxNode | null): readonly SyntaxNode[] {
  return annotation?.name === "MemberExpression" ? annotation.getChildren("CallExpression") : [];
}

/** Options of one class body: `model_config`, `class Config`, and keyword arguments of the class. */
function optionsOf(evaluator: Evaluation, of: ClassRef): ReadonlyMap<string, SyntaxNode> {
  const { module, node } = of;
  const options = new Map(argumentsOf(node, module).named);
  for (const binding of module.namesIn(node).get("model_config") ?? []) {
    if (binding.kind !== "value") continue;
    const found =
      binding.node.name === "DictionaryExpression"
        ? entriesOf(evaluator, binding.node, { module, parameters: NONE })
        : argumentsOf(binding.node, module).named;
    for (const [name, value] of found) options.set(name, value);
  }
  for (const binding of module.namesIn(node).get("Config") ?? []) {
    if (binding.kind !== "class") continue;
    for (const [name, [value]] of module.namesIn(binding.node))
      if (value?.kind === "value") options.set(name, value.node);
  }
  return options;
}

/** The literal texts of an expression, a tuple, a list, or `AliasChoices("A", "B")`. */
function textsOf(evaluator: Evaluation, node: SyntaxNode, frame: Frame): readonly string[] {
  const isList = /^(?:Tuple|Array|Set)Expression$/u.test(node.name);
  const isChoice =
    node.name === "CallExpression" && /(?:^|\.)AliasChoices$/u.test(frame.module.source(node.firstChild));
  const nodes = isList ? elementsOf(node) : isChoice ? argumentsOf(node, frame.module).positional : [node];
  return nodes.flatMap((one) => {
    const text = evaluator.text(one, frame);
    return text === null ? [] : [text];
  });
}
