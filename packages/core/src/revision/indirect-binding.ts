import { parser } from "@lezer/python";

/** Names by which code reaches the names of a module without naming them in a statement. */
const WAYS = new Set([
  "exec",
  "eval",
  "globals",
  "locals",
  "vars",
  "setattr",
  "delattr",
  "builtins",
  "__builtins__",
  "__dict__",
  "__globals__",
  "__setattr__",
  "f_globals",
  "f_locals",
  "_getframe",
  "currentframe",
]);
const MENTIONED = new RegExp(String.raw`\b(?:${[...WAYS].join("|")})\b`);
const IMPORT = /^\s*(?:from|import)\b/;
/** The module itself, by `sys.modules`. */
const MODULES = /\bmodules\s*(?:\[|\.get\b)|\.\s*modules\b/;
const MODULES_IMPORTED = /^\s*from\s+sys\s+import\b[\s\S]*\bmodules\b/;
/** Calling what is looked up binds nothing: `globals()["upgrade_%s" % engine_name]()` of Alembic's multidb template. */
const LOOKED_UP_AND_CALLED = /\bglobals\s*\(\s*\)\s*\[[^\]\n]*\]\s*\(/g;

/**
 * Could this code, when it runs, bind names of its module that none of its statements shows? Also where it only keeps a way to do
 * so under another name (`g = globals`). Words in strings and comments do not count; code that does not parse does.
 */
export function mayBindIndirectly(code: string): boolean {
  if (IMPORT.test(code) ? MODULES_IMPORTED.test(code) : MODULES.test(code)) return true;
  if (!MENTIONED.test(code)) return false;
  const rest = code.replaceAll(LOOKED_UP_AND_CALLED, "(");
  let found = false;
  parser.parse(rest).iterate({
    enter: ({ name, type, from, to }) => {
      found ||= type.isError || (NAMES.has(name) && WAYS.has(rest.slice(from, to)));
    },
  });
  return found;
}

const NAMES = new Set(["VariableName", "PropertyName"]);

/** A function of the module that could bind its names, wherever it is called from. */
export interface SuspectFunction {
  readonly name: string;
  readonly line: number;
  /** Called at once, whatever else mentions it: it has a decorator. */
  readonly isDecorated: boolean;
}

/** What may mention a function: the text of a function by its name, or what runs while the module loads. */
export interface ModuleCode {
  readonly atLoad: readonly string[];
  readonly functions: ReadonlyMap<string, string>;
}

/** Those of the functions that may run while the module loads: mentioned by what runs then, or by a function that may. */
export function runWhileLoading(
  suspects: readonly SuspectFunction[],
  { atLoad, functions }: ModuleCode,
): readonly SuspectFunction[] {
  if (suspects.length === 0) return [];
  const running = new Set<string>();
  const texts = [...atLoad];
  for (let text = texts.pop(); text !== undefined; text = texts.pop()) {
    const words = new Set(text.match(/\w+/g));
    for (const [name, code] of functions) {
      if (running.has(name) || !words.has(name)) continue;
      running.add(name);
      texts.push(code);
    }
  }
  return suspects.filter(({ name, isDecorated }) => isDecorated || running.has(name));
}
