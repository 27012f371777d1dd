import type { ReaderLibrary, Value } from "./value.ts";

/** How a call of another package's function or object reads a variable. */
export interface ReadCall {
  readonly name: string;
  readonly raises: boolean;
  readonly ignoreCase: boolean;
  readonly via: string;
}

/** What is known of the arguments of a call. */
export interface CallArguments {
  /** The first argument where it is a literal text; null otherwise. */
  readonly first: string | null;
  readonly count: number;
  readonly named: ReadonlySet<string>;
}

const ENVIRON = /^(?:os|starlette\.config)\.environ$/u;

/** `os.environ["X"]`: does this mapping hold the environment? */
export function isEnviron(value: Value): boolean {
  return value.kind === "foreign" && ENVIRON.test(value.path);
}

/** A variable that a function of another package reads: `os.getenv("X")`, decouple's `config("X")`. */
export function readByForeign(path: string, given: CallArguments): ReadCall | null {
  if (given.first === null) return null;
  const hasDefault = given.count > 1 || given.named.has("default");
  if (/^os\.(?:getenv|environ\.(?:get|setdefault|pop))$/u.test(path))
    return { name: given.first, raises: path.endsWith(".pop") && !hasDefault, ignoreCase: false, via: path };
  if (/^starlette\.config\.environ\.get$/u.test(path))
    return { name: given.first, raises: false, ignoreCase: false, via: path };
  if (/^decouple\.config$/u.test(path))
    return { name: given.first, raises: !hasDefault, ignoreCase: false, via: "decouple.config" };
  return null;
}

/** An object that reads variables, where a call of another package makes one. */
export function readerOf(
  path: string,
  named: ReadonlyMap<string, string | null>,
): Extract<Value, { kind: "reader" }> | null {
  const make = (library: ReaderLibrary, prefix: string | null | undefined) =>
    prefix === null ? null : { kind: "reader" as const, library, prefix: prefix ?? "" };
  if (/^(?:decouple\.(?:Config|AutoConfig))$/u.test(path)) return make("decouple", "");
  if (/^(?:environs|environ)\.(?:Env|FileAwareEnv)$/u.test(path))
    return make("environs", named.get("prefix"));
  if (/^starlette\.config\.Config$/u.test(path)) return make("starlette", named.get("env_prefix"));
  if (/^dynaconf\.(?:\w+\.)*(?:Dynaconf|LazySettings|FlaskDynaconf)$/u.test(path)) {
    const prefix = named.has("envvar_prefix") ? named.get("envvar_prefix") : "DYNACONF";
    return make("dynaconf", prefix ? `${prefix.toUpperCase()}_` : prefix);
  }
  return null;
}

/** Methods of environs that read nothing. */
const NOT_A_READ =
  /^(?:read_env|prefixed|add_parser|add_parser_from_field|parser_for|seal|dump|find_env_file)$/u;

/** A variable that a reader object reads when it is called; `method` null: the object itself. */
export function readByReader(
  reader: Extract<Value, { kind: "reader" }>,
  method: string | null,
  given: CallArguments,
): ReadCall | null {
  const { library, prefix } = reader;
  if (given.first === null || (method !== null && NOT_A_READ.test(method))) return null;
  const hasDefault = given.count > 1 || given.named.has("default");
  const via = method === null || library === "dynaconf" ? library : `${library}.${method}`;
  switch (library) {
    case "decouple":
      return { name: given.first, raises: !hasDefault, ignoreCase: false, via: "decouple.config" };
    case "environs":
      return { name: prefix + given.first, raises: !hasDefault, ignoreCase: false, via };
    case "starlette":
      return { name: prefix + given.first, raises: !hasDefault, ignoreCase: false, via };
    case "dynaconf":
      return method === null || method === "get" ? readOfDynaconf(prefix, given.first) : null;
  }
}

/** `settings.DATABASE_URL`, `settings["DATABASE_URL"]`. A settings file may hold it, so nothing is demanded. */
export function readOfDynaconf(prefix: string, key: string): ReadCall {
  const name = prefix + key.replaceAll(".", "__").toUpperCase();
  return { name, raises: false, ignoreCase: false, via: `dynaconf ${key}` };
}
