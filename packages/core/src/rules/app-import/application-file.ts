import type { BodyImport } from "../../revision-body/revision-body.ts";
import { folderOf, relativePath } from "../../targets/paths.ts";
import type { RuleTarget } from "../define-rule.ts";

type Imported = Pick<BodyImport, "full" | "name">;

/** Not the application's, whatever a folder of the repository is called. */
const NEVER =
  /^(?:alembic|sqlalchemy|sqlmodel|geoalchemy2|alembic_\w+|sqlalchemy_\w+|__future__|abc|argparse|array|ast|asyncio|base64|binascii|builtins|calendar|cmath|codecs|collections|concurrent|configparser|contextlib|copy|csv|ctypes|dataclasses|datetime|decimal|difflib|email|enum|errno|fnmatch|fractions|functools|getpass|glob|gzip|hashlib|heapq|hmac|html|http|importlib|inspect|io|ipaddress|itertools|json|locale|logging|math|mimetypes|multiprocessing|numbers|operator|os|pathlib|pickle|pkgutil|platform|pprint|queue|random|re|secrets|shlex|shutil|signal|socket|sqlite3|ssl|stat|statistics|string|struct|subprocess|sys|tempfile|textwrap|threading|time|traceback|types|typing|typing_extensions|unicodedata|unittest|urllib|uuid|warnings|weakref|xml|zipfile|zlib|zoneinfo)(?:\.|$)/u;

/**
 * The file of the application that an import takes something from. Null: it is installed, it is a part of Python, it
 * belongs to the history itself, or the configuration allows it.
 */
export function applicationFile(imported: Imported, target: RuleTarget, importer: string): string | null {
  const file = repositoryFile(imported, target);
  if (file === null || isAllowed(imported, target.allowImports)) return null;
  return isOfHistory(file, target, importer) ? null : file;
}

/** The file of the repository that an import names; null where it is an installed package's, or Python's own. */
export function repositoryFile({ full: module, name }: Imported, target: RuleTarget): string | null {
  if (NEVER.test(module)) return null;
  const inner = name === null || name === "*" ? null : target.moduleFile(`${module}.${name}`);
  return inner ?? target.moduleFile(module);
}

/** Does a file lie beside the revisions, or beside their env.py? */
export function isOfHistory(file: string, { scriptDirectory }: RuleTarget, importer: string): boolean {
  const folders = [folderOf(importer), ...(scriptDirectory === null ? [] : [scriptDirectory])];
  return folders.some((folder) => !relativePath(folder, file).startsWith(".."));
}

/** Does the configuration allow it: by its module, by a package around it, or by its full name? */
export function isAllowed({ full: module, name }: Imported, allowed: readonly string[]): boolean {
  const full = name === null ? module : `${module}.${name}`;
  return allowed.some((one) => full === one || full.startsWith(`${one}.`));
}

/** Is it a package that everybody knows: Alembic, SQLAlchemy, Python's own? */
export function isWellKnown(module: string): boolean {
  return NEVER.test(module);
}
