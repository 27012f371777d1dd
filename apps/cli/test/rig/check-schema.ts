/** A JSON Schema, as far as ours are written. */
type Schema = Readonly<Record<string, unknown>>;

/** Keywords that say nothing about whether a value is valid. */
const SILENT = new Set(["$schema", "title", "description", "format"]);

/** What is wrong with a value by a JSON Schema (draft 7); throws for a keyword that it does not know. */
export function schemaProblems(schema: Schema, value: unknown, path = "$"): readonly string[] {
  return Object.entries(schema).flatMap(([keyword, rule]) => {
    if (SILENT.has(keyword)) return [];
    const check = KEYWORDS[keyword];
    if (check === undefined) throw new Error(`the schema uses ${keyword}, which this check does not know`);
    return check(rule, value, path);
  });
}

type Check = (rule: unknown, value: unknown, path: string) => readonly string[];

const KEYWORDS: Readonly<Record<string, Check>> = {
  type: (rule, value, path) => (isOfType(rule, value) ? [] : [`${path} is no ${String(rule)}`]),
  const: (rule, value, path) => (rule === value ? [] : [`${path} is not ${JSON.stringify(rule)}`]),
  enum: (rule, value, path) =>
    (rule as readonly unknown[]).includes(value) ? [] : [`${path} is none of ${JSON.stringify(rule)}`],
  minimum: (rule, value, path) =>
    typeof value !== "number" || value >= (rule as number) ? [] : [`${path} is less than ${String(rule)}`],
  pattern: (rule, value, path) =>
    typeof value !== "string" || new RegExp(rule as string, "u").test(value)
      ? []
      : [`${path} does not match ${String(rule)}`],
  minLength: (rule, value, path) =>
    typeof value !== "string" || value.length >= (rule as number)
      ? []
      : [`${path} is shorter than ${String(rule)}`],
  anyOf: (rule, value, path) => {
    const failures = (rule as readonly Schema[]).map((one) => schemaProblems(one, value, path));
    return failures.some((one) => one.length === 0) ? [] : failures.flat();
  },
  items: (rule, value, path) =>
    Array.isArray(value)
      ? value.flatMap((item, index) => schemaProblems(rule as Schema, item, `${path}[${index}]`))
      : [],
  required: (rule, value, path) =>
    isObject(value)
      ? (rule as readonly string[]).filter((key) => !(key in value)).map((key) => `${path}.${key} is absent`)
      : [],
  properties: (rule, value, path) =>
    isObject(value)
      ? Object.entries(rule as Readonly<Record<string, Schema>>).flatMap(([key, one]) =>
          key in value ? schemaProblems(one, value[key], `${path}.${key}`) : [],
        )
      : [],
  propertyNames: (rule, value, path) =>
    isObject(value)
      ? Object.keys(value).flatMap((key) => schemaProblems(rule as Schema, key, `${path}.${key}`))
      : [],
  // Ours use it for maps of anything, never beside `properties`.
  additionalProperties: (rule, value, path) =>
    isObject(value) && isObject(rule)
      ? Object.entries(value).flatMap(([key, one]) => schemaProblems(rule, one, `${path}.${key}`))
      : [],
};

function isOfType(type: unknown, value: unknown): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return isObject(value);
    case "integer":
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
