import { listed } from "../../rules/words.ts";
import { isPython, isTest } from "../file-kinds.ts";
import { lineAt } from "../line-at.ts";
import { ModuleMap } from "../python/module-map.ts";
import type { PythonName } from "../python/module-map.ts";
import { folderOfPath, isBelow } from "../relative-paths.ts";
import {
  type Detector,
  type DoctorInput,
  type DoctorSubject,
  type Mistake,
  type Repository,
  scriptFolders,
} from "../repository.ts";

/** Modules found at run time: which ones, nobody can tell from the text. */
const DYNAMIC =
  /\b(?:import_module|__import__|walk_packages|iter_modules|load_module|exec_module|import_string|find_modules|autodiscover|entry_points|load_models|importlib|pkgutil)\b/u;
/** Shape of a class that makes a table. */
const MODEL = /^class\s+(\w+)\s*\(([^)]*)\)\s*:/gmu;

interface Model {
  readonly file: string;
  readonly line: number;
  readonly name: string;
}

/** Models that no import of env.py leads to. */
export const modelsOutOfReach: Detector = (input) => {
  const maps = input.subjects.map((subject) => new ModuleMap(input.repository, subject.importRoots));
  const reached = input.subjects.map(({ envFile }, index) =>
    envFile === null ? new Set<string>() : (maps[index]?.reachableFrom(envFile) ?? new Set<string>()),
  );
  return input.subjects.flatMap((subject, index) => {
    const map = maps[index];
    const own = reached[index];
    if (map === undefined || own === undefined) return [];
    const others = new Set(reached.flatMap((files, at) => (at === index ? [] : [...files])));
    const mistake = judge(subject, { input, map, own, others });
    return mistake === null ? [] : [mistake];
  });
};

interface Reach {
  readonly input: DoctorInput;
  readonly map: ModuleMap;
  readonly own: ReadonlySet<string>;
  readonly others: ReadonlySet<string>;
  /** Does the base name the tables of its classes? */
  readonly naming?: boolean;
}

function judge(subject: DoctorSubject, reach: Reach): Mistake | null {
  const { envText, envFile } = subject;
  if (envText === null || envFile === null) return null;
  const metadata = metadataOf(envText);
  if (metadata === "none") return noMetadata(subject, { envFile, envText }, reach);
  if (metadata === null) return null;
  const { repository } = reach.input;
  if ([...reach.own].some((file) => DYNAMIC.test(code(repository.read(file) ?? "")))) return null;
  const bases = metadata.map((name) => reach.map.definitionOf(name, envFile));
  if (bases.length === 0 || bases.includes(null)) return null;
  const naming = bases.some((base) => base !== null && namesTables(base, repository));
  const models = modelsOf(subject, { ...reach, naming }, (name, file) =>
    isOneOf(reach.map.definitionOf(name, file), bases),
  );
  const missing = models.filter(({ file }) => !reach.own.has(file) && !reach.others.has(file));
  const [first] = missing;
  if (first === undefined) return null;
  const files = [...new Set(missing.map(({ file }) => file))];
  return {
    code: "MX930",
    message: `${subject.name}: env.py does not import ${shownModels(missing)} (${shownFiles(files)}).`,
    hint: `Import ${files.length === 1 ? "the module" : "the modules"} in ${envFile}, before target_metadata is set: \`import ${moduleName(first.file, subject)}  # noqa: F401\`.`,
    object: `target:${subject.name}`,
    file: first.file,
    line: first.line,
  };
}

/** Comments import nothing, and `importlib.metadata` and `importlib.resources` only read. */
function code(text: string): string {
  return text.replaceAll(/^[ \t]*#.*$/gmu, "").replaceAll(/\bimportlib[._](?:metadata|resources)\b/gu, "");
}

/** The names whose `.metadata` goes to Alembic; `none` where it is None; null where the text does not tell. */
function metadataOf(envText: string): readonly string[] | "none" | null {
  const assigned = [...envText.matchAll(/^target_metadata\s*(?::[^=\n]+)?=\s*([^\n#]+)/gmu)].map(
    ([, value]) => (value ?? "").trim(),
  );
  if (assigned.length === 0) return handedOver(envText);
  if (assigned.every((value) => value === "None")) {
    return /target_metadata\s*=\s*(?!None\b|target_metadata\b)\S/u.test(envText) ? null : "none";
  }
  const value = assigned.length === 1 ? throughName(assigned[0] ?? "", envText) : "";
  const names = value.replaceAll(/^[[(]\s*|\s*,?\s*[\])]$/gu, "").split(/\s*,\s*/u);
  const bases = names.map((name) => /^([\w.]+)\.metadata$/u.exec(name)?.[1]);
  return bases.every((name) => name !== undefined) ? bases : null;
}

/** `context.configure(target_metadata=Base.metadata)` without a variable. */
function handedOver(envText: string): readonly string[] | null {
  const values = [...envText.matchAll(/\btarget_metadata\s*=\s*([^\s,)]+)/gu)].map(
    ([, value]) => value ?? "",
  );
  const bases = [...new Set(values)].map(
    (value) => /^([\w.]+)\.metadata$/u.exec(throughName(value, envText))?.[1],
  );
  return bases.length === 1 && bases[0] !== undefined ? [bases[0]] : null;
}

/** What a plain name was set to, where that happens once. */
function throughName(value: string, envText: string): string {
  if (!/^\w+$/u.test(value)) return value;
  const set = [...envText.matchAll(new RegExp(String.raw`^${value}\s*(?::[^=\n]+)?=\s*([^\n#]+)`, "gmu"))];
  return set.length === 1 ? (set[0]?.[1] ?? "").trim() : value;
}

/** target_metadata is None beside models that no other target takes. */
function noMetadata(
  subject: DoctorSubject,
  { envFile, envText }: { readonly envFile: string; readonly envText: string },
  reach: Reach,
): Mistake | null {
  const siblings = reach.input.subjects.length > 1;
  const models = modelsOf(subject, reach, (name) =>
    /^(?:\w*Base|SQLModel|Model)$|\.(?:Base|Model)$/u.test(name),
  );
  const folder = folderOfPath(subject.config);
  const own = models.filter(({ file }) => !reach.others.has(file) && (!siblings || isBelow(file, folder)));
  const [first] = own;
  if (first === undefined || (siblings && folder === ".")) return null;
  return {
    code: "MX930",
    message: `${subject.name}: target_metadata is None, so Alembic knows nothing of ${shownModels(own)} (${shownFiles([...new Set(own.map(({ file }) => file))])}).`,
    hint: `Set it in ${envFile}: \`from … import Base\`, then \`target_metadata = Base.metadata\`.`,
    object: `target:${subject.name}`,
    file: envFile,
    line: lineAt(envText, envText.search(/^target_metadata/mu) + 1),
  };
}

function modelsOf(
  subject: DoctorSubject,
  { input, map, naming = false }: Reach,
  isBase: (name: string, file: string) => boolean,
): readonly Model[] {
  const { repository } = input;
  const scripts = scriptFolders(input);
  const candidates = repository.files.filter(
    (file) =>
      isPython(file) &&
      !isTest(file) &&
      !/(?:^|\/)(?:examples?|docs?|samples?|templates?|scripts?|tutorials?|benchmarks?)\//u.test(file) &&
      !scripts.some((folder) => isBelow(file, folder)) &&
      isImportable(file, subject, map),
  );
  return candidates.flatMap((file) => {
    const text = repository.read(file) ?? "";
    return [...text.matchAll(MODEL)].flatMap((match) => {
      const [whole, name = "", bases = ""] = match;
      const body = classBody(text, match.index + whole.length);
      const isTable =
        naming ||
        /^[ \t]+__table(?:name)?__\s*(?::[^=\n]+)?=/mu.test(body) ||
        /\btable\s*=\s*True\b/u.test(bases);
      if (!isTable || /^[ \t]+__abstract__\s*=\s*True/mu.test(body)) return [];
      const parents = bases
        .split(",")
        .map((base) => base.trim())
        .filter((base) => /^[\w.]+$/u.test(base));
      return parents.some((base) => isBase(base, file))
        ? [{ file, line: lineAt(text, match.index), name }]
        : [];
    });
  });
}

/** `@declared_attr def __tablename__` in the base: every class is a table. */
function namesTables({ file, name }: PythonName, repository: Repository): boolean {
  const text = repository.read(file) ?? "";
  const at = text.search(new RegExp(String.raw`^class\s+${name}\b`, "mu"));
  return at >= 0 && /^[ \t]+def __tablename__\b/mu.test(classBody(text, at));
}

/** Would env.py get at it by an import at all? */
function isImportable(file: string, subject: DoctorSubject, map: ModuleMap): boolean {
  const module = moduleName(file, subject);
  return /^[\w.]+$/u.test(module) && map.fileOf(module, file) === file;
}

function classBody(text: string, from: number): string {
  const rest = text.slice(from);
  const end = rest.search(/\n(?=\S)/u);
  return end < 0 ? rest : rest.slice(0, end);
}

function moduleName(file: string, { importRoots }: DoctorSubject): string {
  const root = importRoots
    .filter((one) => isBelow(file, one))
    .toSorted((left, right) => (left === "." ? 0 : left.length) - (right === "." ? 0 : right.length))
    .at(-1);
  const path = root === undefined || root === "." ? file : file.slice(root.length + 1);
  return path.replace(/(?:\/__init__)?\.py$/u, "").replaceAll("/", ".");
}

function isOneOf(name: PythonName | null, bases: readonly (PythonName | null)[]): boolean {
  return name !== null && bases.some((base) => base?.file === name.file && base.name === name.name);
}

function shownModels(models: readonly Model[]): string {
  const names = models.slice(0, 3).map(({ name }) => name);
  return models.length > 3 ? `${names.join(", ")} and ${models.length - 3} more` : listed(names);
}

function shownFiles(files: readonly string[]): string {
  return files.length > 2
    ? `${files.slice(0, 2).join(", ")} and ${files.length - 2} more files`
    : listed(files);
}
