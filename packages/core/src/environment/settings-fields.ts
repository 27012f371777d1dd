import type { SyntaxNode } from "@lezer/common";
import { argumentsOf, decoratorsOf, parameterNames } from "./arguments.ts";
import type { Evaluation, Frame } from "./evaluation.ts";
import { NONE, unique } from "./evaluation.ts";
import { assignmentsOf, walk } from "./python-module.ts";
import type { SettingsConfig, SettingsField } from "./settings-class.ts";
import { fieldsOf, isModel, settingsConfigOf } from "./settings-class.ts";
import type { ClassRef, NestedPrefix, Value, VariableRead } from "./value.ts";

type Instance = Extract<Value, { kind: "instance" }>;

/** What `settings.name` may be: the variable of a field, its default, what a property or a validator makes of others. */
export function attributeOfInstance(
  evaluator: Evaluation,
  instance: Instance,
  name: string,
): readonly Value[] {
  const field = fieldsFor(evaluator, instance)?.get(name);
  const assigned = assignedInMethods(evaluator, instance, name);
  if (field !== undefined)
    return unique([
      ...fieldValues(evaluator, instance, field),
      ...validated(evaluator, instance, name),
      ...assigned,
    ]);
  const found = evaluator.classAttribute(instance.of, name, instance);
  const values = found.flatMap((value) =>
    value.kind === "function" && isProperty(value.of)
      ? evaluator.returnsOf(value.of, selfParameter(value.of, instance))
      : [value],
  );
  return unique([...values, ...assigned]);
}

/** A value of the mapping that a pydantic validator is given: `values.get("POSTGRES_USER")`, `info.data["…"]`. */
export function fieldOf(
  evaluator: Evaluation,
  fields: Extract<Value, { kind: "fields" }>,
  name: string,
): readonly Value[] {
  return evaluator.attribute(fields.of, name);
}

/** Every variable that making the object reads, nested models included; `raises` where it fails without. */
export function variablesOf(evaluator: Evaluation, instance: Instance): readonly VariableRead[] {
  return readsOf(evaluator, instance, 0);
}

/** What making the object calls besides: factories of defaults. */
export function factoriesOf(evaluator: Evaluation, instance: Instance): readonly Value[] {
  return [...(fieldsFor(evaluator, instance)?.values() ?? [])].flatMap((field) =>
    field.factory === null ? [] : evaluator.evaluate(field.factory, frameOf(field.owner)),
  );
}

function readsOf(evaluator: Evaluation, instance: Instance, depth: number): readonly VariableRead[] {
  if (depth > 5) return [];
  return [...(fieldsFor(evaluator, instance)?.values() ?? [])].flatMap((field) =>
    ownValues(evaluator, instance, field).flatMap((value) => {
      if (value.kind === "read") return [value.read];
      return value.kind === "instance" && value.prefix !== null ? readsOf(evaluator, value, depth + 1) : [];
    }),
  );
}

/** Null where the object is none of pydantic's that reads variables. */
function fieldsFor(evaluator: Evaluation, instance: Instance): ReadonlyMap<string, SettingsField> | null {
  const config = settingsConfigOf(evaluator, instance.of);
  if (config === null && instance.prefix === null) return null;
  return fieldsOf(evaluator, instance.of, config?.version ?? 2);
}

function fieldValues(evaluator: Evaluation, instance: Instance, field: SettingsField): readonly Value[] {
  const frame = frameOf(field.owner);
  const fallback = field.fallback === null ? [] : evaluator.evaluate(field.fallback, frame);
  const made = (field.factory === null ? [] : evaluator.evaluate(field.factory, frame)).flatMap(
    (value): readonly Value[] => {
      if (value.kind === "class") return [{ kind: "instance", of: value.of, prefix: null }];
      return value.kind === "function" ? evaluator.returnsOf(value.of, NONE) : [];
    },
  );
  return [...ownValues(evaluator, instance, field), ...fallback, ...made];
}

/** The variable of a field; where its type is a model, the model with the names of its variables. */
function ownValues(evaluator: Evaluation, instance: Instance, field: SettingsField): readonly Value[] {
  const config = settingsConfigOf(evaluator, instance.of);
  const prefix = instance.prefix ?? (config === null ? null : ownPrefix(instance.of, config));
  if (prefix === null) return [];
  const names = namesOfField(field, config, prefix);
  const [name, ...others] = names;
  if (name === undefined) return [];
  const via = `${prefix.via}.${field.name}`;
  const required = field.isRequired && prefix.required;
  const model = modelOf(evaluator, field);
  if (model !== null) {
    // A settings class that the default makes by itself reads its own variables.
    if (settingsConfigOf(evaluator, model) !== null && !field.isRequired) return [];
    if (prefix.delimiter === "") return [];
    const inner = { ...prefix, prefix: `${name}${prefix.delimiter}`, required, via };
    return [{ kind: "instance", of: model, prefix: inner }];
  }
  const text = field.owner.module.source(field.annotation);
  const isDsn = /\b(?:Postgres|Cockroach|MySQL|MariaDB)Dsn\b/u.test(text);
  const read: VariableRead = {
    names: [name, ...others],
    raises: required && config?.hasOtherSources !== true,
    ignoreCase: prefix.ignoreCase,
    fallback: evaluator.text(field.fallback, frameOf(field.owner)),
    isText: text === "" || isDsn || /\b(?:str|SecretStr|AnyUrl|URL|Any)\b/u.test(text),
    isDsn,
    isField: true,
    module: field.owner.module,
    node: field.node,
    via,
  };
  return [{ kind: "read", as: "whole", read }];
}

function ownPrefix({ module, node }: ClassRef, config: SettingsConfig): NestedPrefix {
  return {
    prefix: config.prefix,
    delimiter: config.delimiter ?? "",
    ignoreCase: config.ignoreCase,
    required: !config.hasOtherSources,
    via: module.source(node.getChild("VariableName")),
  };
}

/** An alias of pydantic 2, and `env` of pydantic 1, stand for the whole name. */
function namesOfField(
  field: SettingsField,
  config: SettingsConfig | null,
  prefix: NestedPrefix,
): readonly string[] {
  const isNested = config === null || prefix.prefix !== config.prefix;
  const names = field.aliases.length > 0 && !isNested ? field.aliases : [`${prefix.prefix}${field.name}`];
  return names.map((name) => (prefix.ignoreCase ? name.toUpperCase() : name));
}

/** The pydantic class of the repository that a field's type names. */
function modelOf(evaluator: Evaluation, field: SettingsField): ClassRef | null {
  const { annotation, owner } = field;
  if (annotation === null) return null;
  const nodes: SyntaxNode[] = [];
  walk(annotation, (node) => {
    if (node.name === "CallExpression") return false;
    if (node.name === "VariableName") nodes.push(node);
    return true;
  });
  for (const node of nodes) {
    const found = evaluator.evaluate(node, frameOf(owner)).find((value) => value.kind === "class");
    if (found?.kind === "class" && isModel(evaluator, found.of)) return found.of;
  }
  return null;
}

/** What validators of a field return: `@validator("URL")` of pydantic 1, `@field_validator("URL")` of pydantic 2. */
function validated(evaluator: Evaluation, instance: Instance, name: string): readonly Value[] {
  return methodsOf(evaluator, instance.of).flatMap((method) => {
    const { module } = method;
    const fits = decoratorsOf(method.node).some((decorator) => {
      if (!/^@\s*(?:\w+\.)*(?:field_)?validator\s*\(/u.test(module.source(decorator))) return false;
      return argumentsOf(decorator, module).positional.some(
        (one) => evaluator.text(one, frameOf(method)) === name,
      );
    });
    if (!fits) return [];
    const [first = "", , ...others] = parameterNames(method.node, module);
    const fields: Value = { kind: "fields", of: instance };
    const parameters = new Map<string, readonly Value[]>([[first, [instance]]]);
    for (const other of others) parameters.set(other, [fields]);
    return evaluator.returnsOf(method, parameters);
  });
}

/** `self.url = …` in a method: `__init__`, or a validator of the whole model. */
function assignedInMethods(evaluator: Evaluation, instance: Instance, name: string): readonly Value[] {
  return methodsOf(evaluator, instance.of).flatMap((method) => {
    const { module, node } = method;
    const self = parameterNames(node, module)[0];
    if (self === undefined || !module.source(node).includes(`${self}.${name}`)) return [];
    const frame: Frame = { module, parameters: new Map([[self, [instance]]]) };
    const values: Value[] = [];
    walk(node, (inner) => {
      if (inner.name !== "AssignStatement") return;
      for (const { target, value } of assignmentsOf(inner))
        if (module.source(target) === `${self}.${name}`) values.push(...evaluator.evaluate(value, frame));
    });
    return values;
  });
}

function methodsOf(evaluator: Evaluation, of: ClassRef): readonly ClassRef[] {
  return evaluator
    .lineage(of)
    .flatMap(({ module, node }) =>
      [...module.namesIn(node).values()]
        .flat()
        .flatMap((binding) => (binding.kind === "function" ? [{ module, node: binding.node }] : [])),
    );
}

function isProperty({ module, node }: ClassRef): boolean {
  return decoratorsOf(node).some((one) =>
    /\b(?:cached_)?property\b|\bcomputed_field\b/u.test(module.source(one)),
  );
}

function selfParameter({ module, node }: ClassRef, self: Value): Frame["parameters"] {
  return new Map([[parameterNames(node, module)[0] ?? "self", [self]]]);
}

function frameOf({ module }: ClassRef): Frame {
  return { module, parameters: NONE };
}
