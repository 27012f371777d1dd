import { ODD_STATEMENTS } from "./odd-statements.ts";
import { Random } from "./random.ts";
import { type RevisionFacts, writeRevision } from "./revision-text.ts";

/** A history as files, and what is asked of it. */
export interface GeneratedHistory {
  readonly seed: number;
  /** Paths relative to the script folder. A value with `link` is a symbolic link to that path. */
  readonly files: Readonly<Record<string, string | Buffer | { readonly link: string }>>;
  readonly locations: readonly string[];
  readonly recursive: boolean;
  readonly asked: readonly Asked[];
  /** Were texts changed at random? Then Python may refuse what the header does not show. */
  readonly corrupted: boolean;
}

/** Something that a command takes as a revision; `show`: what the identifier stands for. */
export interface Asked {
  readonly kind: "up" | "down" | "show";
  readonly target: string;
  readonly rows: readonly string[];
}

type Draft = { -readonly [key in keyof RevisionFacts]: RevisionFacts[key] };

const DOCS = [
  "add things",
  "",
  "first line\nsecond line",
  "a  -b- #c",
  "\u00E9t\u00E9 \u{1F41F}",
  "one\n \nthree",
  "x\n\ny",
  "  padded",
];

/** The history that belongs to a seed. */
export function generateHistory(seed: number): GeneratedHistory {
  const random = new Random(seed);
  const drafts = createDrafts(random);
  const labels = drafts.flatMap((draft) => draft.labels);
  if (random.chance(30))
    for (let count = 1 + random.below(2); count > 0; count -= 1) breakHistory(drafts, random);
  const corrupted = random.chance(20);
  const layout = createLayout(random);
  const files: Record<string, string | Buffer | { link: string }> = {};
  for (const draft of random.shuffle(drafts)) {
    const path = `${random.pick(layout.folders)}/${fileName(draft, random)}`;
    let text = writeRevision(draft, random);
    if (corrupted && random.chance(40)) text = corrupt(text, draft, random);
    files[path] = encode(text, random);
  }
  if (random.chance(15)) addStrays(files, layout.folders, random);
  const names = [...drafts.map((draft) => draft.id), ...labels];
  const asked = Array.from({ length: 8 }, () => ask(names, drafts, random));
  return { seed, files, locations: layout.locations, recursive: layout.recursive, asked, corrupted };
}

function createDrafts(random: Random): Draft[] {
  const count = random.chance(5) ? random.below(40) : random.below(13);
  const style = random.below(3);
  const drafts: Draft[] = [];
  const ids = new Set<string>();
  for (let index = 0; index < count; index += 1) {
    let id = createId(style, index, random);
    while (ids.has(id)) id = `${id}${random.below(10)}`;
    ids.add(id);
    const before = drafts.map((draft) => draft.id);
    const labels = random.chance(12) ? [random.pick([`lab${index}`, `branch_${index}`, `b${index}`])] : [];
    const known = [...before, ...drafts.flatMap((draft) => draft.labels)];
    drafts.push({
      id,
      down: parentsOf(before, random),
      dependsOn: random.chance(15) ? random.some(known, 3) : [],
      labels,
      doc: random.pick(DOCS),
    });
  }
  for (const draft of drafts) draft.dependsOn = draft.dependsOn.filter((one) => one !== draft.id);
  return drafts;
}

function createId(style: number, index: number, random: Random): string {
  if (style === 0) return `${random.pick(["a", "b", "rev", "user", "user_"])}${index}`;
  const hex = (length: number): string =>
    Array.from({ length }, () => "0123456789abcdef"[random.below(16)]).join("");
  return style === 1 ? hex(12) : `${random.pick(["abcd", "abce", "1234"])}${hex(3)}`;
}

function parentsOf(before: readonly string[], random: Random): string[] {
  const last = before.at(-1);
  if (last === undefined || random.chance(7)) return [];
  if (random.chance(60)) return [last];
  if (random.chance(70)) return [random.pick(before)];
  return random.some(before, 3);
}

/** Makes a history that Alembic refuses, mostly. */
function breakHistory(drafts: Draft[], random: Random): void {
  if (drafts.length === 0) return;
  const one = random.pick(drafts);
  const other = random.pick(drafts);
  switch (random.below(11)) {
    case 0:
      one.down = [...one.down, "missing0"];
      break;
    case 1:
      one.dependsOn = [...one.dependsOn, "missing1"];
      break;
    case 2:
      drafts.push({ ...other, down: one.down, doc: "twice" });
      break;
    case 3:
      one.down = [...one.down, one.id];
      break;
    case 4:
      one.dependsOn = [one.id];
      break;
    case 5:
      one.down = [other.id];
      break;
    case 6:
      one.dependsOn = [...one.dependsOn, other.id];
      break;
    case 7:
      one.labels = [...one.labels, random.pick(["twice", other.id, ...other.labels])];
      other.labels = [...other.labels, "twice"];
      break;
    case 8:
      one.id = `${one.id}${random.pick(["@", "-", "+"])}x`;
      break;
    case 9:
      one.down = [...one.down, ...one.down];
      break;
    default:
      one.down = other.labels.length > 0 ? other.labels : [other.id.slice(0, 3)];
  }
}

interface Layout {
  readonly folders: readonly string[];
  readonly locations: readonly string[];
  readonly recursive: boolean;
}

function createLayout(random: Random): Layout {
  const one = { folders: ["versions"], locations: ["versions"], recursive: false };
  switch (random.below(12)) {
    case 0:
      return { folders: ["versions", "more"], locations: ["more", "nowhere", "versions"], recursive: false };
    case 1:
      return {
        folders: ["versions", "versions/b", "versions/.a", "versions/b/c", "versions/x.py"],
        locations: ["versions"],
        recursive: true,
      };
    case 2:
      return {
        folders: ["versions/b", "versions"],
        locations: ["versions", "versions/b", "versions"],
        recursive: random.chance(50),
      };
    default:
      return one;
  }
}

function fileName(draft: RevisionFacts, random: Random): string {
  const words = draft.doc.replaceAll(/[^a-z]+/giu, "_");
  const names = [
    `${draft.id}_${words}.py`,
    `${draft.id}.py`,
    `${random.below(1000)} ${words}.py`,
    `.${draft.id}.py`,
    `\u00E9${draft.id}.py`,
  ];
  return random.chance(70) ? `${draft.id}_${words}.py` : random.pick(names);
}

/** Line ends, byte order marks and encodings that mean the same text. */
function encode(text: string, random: Random): string | Buffer {
  switch (random.below(25)) {
    case 0:
      return text.replaceAll("\n", "\r\n");
    case 1:
      return text.replaceAll("\n", "\r");
    case 2:
      return `\uFEFF${text}`;
    case 3:
      return Buffer.from(`# coding: latin-1\n${text.replaceAll(/[^\n -~\f\t]/gu, "\u00E9")}`, "latin1");
    case 4:
      return `${text.trimEnd()}`;
    case 5:
      return random.chance(50)
        ? Buffer.from(`# coding: cp1252\n${text}`, "utf8")
        : Buffer.from(`${text}\n# \u00E9`, "latin1");
    default:
      return text;
  }
}

const HEADER = ["revision", "down_revision", "branch_labels", "depends_on"];

function corrupt(text: string, { id }: RevisionFacts, random: Random): string {
  const lines = text.split("\n");
  const at = random.below(lines.length + 1);
  if (random.chance(65)) {
    const statement = random
      .pick(ODD_STATEMENTS)
      .replaceAll("NAME", random.pick(HEADER))
      .replaceAll("ID", random.pick([id, "odd1"]));
    lines.splice(random.chance(70) ? lines.length : at, 0, statement);
    return lines.join("\n");
  }
  const place = random.below(text.length + 1);
  const odd = random.pick([
    `"`,
    "'",
    '"""',
    "(",
    ")",
    "[",
    "}",
    "\\",
    "\n",
    "\t",
    "#",
    ":",
    "=",
    ",",
    "\f",
    "\0",
    " ",
    "+",
    "f",
    ";",
  ]);
  switch (random.below(5)) {
    case 0:
      return text.slice(0, place) + odd + text.slice(place);
    case 1:
      return text.slice(0, place) + text.slice(place + 1 + random.below(5));
    case 2:
      return text.slice(0, place);
    case 3:
      return lines.filter((_line, index) => index !== at).join("\n");
    default:
      return [...lines.slice(0, at), lines[at] ?? "", ...lines.slice(at)].join("\n");
  }
}

/** Files beside the revisions, most of which do not count. */
function addStrays(
  files: GeneratedHistory["files"] & object,
  folders: readonly string[],
  random: Random,
): void {
  const target = files as Record<string, string | Buffer | { link: string }>;
  const [first] = Object.keys(files);
  const name = first?.split("/").at(-1) ?? "x.py";
  const strays: readonly (readonly [string, string | Buffer | { link: string }])[] = [
    ["__init__.py", "raise SystemExit"],
    ["__init__x.py", "syntax error"],
    [".#lock.py", ""],
    ["x.PY", ""],
    ["x.py~", ""],
    ["README.md", "# words"],
    ["__pycache__/x.cpython-313.pyc", Buffer.from([0, 1, 2])],
    ["helper.py", "VALUE = 1\n"],
    ["cafe.py", "down_revision = None\n"],
    ["zz.py", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1])],
    ["link.py", { link: name }],
    ["other_link", { link: name }],
    ["lost.py", { link: "gone.py" }],
    ["lost2.py", { link: "gone.txt" }],
    ["loop.py", { link: "loop.py" }],
    ["folder.py/keep.txt", ""],
    ["two\nlines.py", "syntax error"],
    ["end.py\n", "revision = 'e'\ndown_revision = None\n"],
    ["sub/y.py", "syntax error"],
  ];
  for (const [path, content] of random.some(strays, 3)) target[`${random.pick(folders)}/${path}`] = content;
}

function ask(names: readonly string[], drafts: readonly RevisionFacts[], random: Random): Asked {
  const rows = random.chance(35)
    ? []
    : random.some(
        drafts.map((draft) => draft.id),
        3,
      );
  return {
    kind: random.pick(["up", "up", "down", "down", "show"] as const),
    target: identifier(names, random),
    rows,
  };
}

function identifier(names: readonly string[], random: Random): string {
  const name = (): string => {
    const one = names.length === 0 ? "x" : random.pick(names);
    return random.chance(75) ? one : one.slice(0, 1 + random.below(one.length));
  };
  const branch = random.chance(30) ? `${name()}@` : "";
  const steps = (): string => `${random.pick(["+", "-"])}${random.below(4)}`;
  const symbol = random.pick(["head", "heads", "base", name(), name(), name(), "nowhere"]);
  switch (random.below(4)) {
    case 0:
      return `${branch}${steps()}`;
    case 1:
      return `${branch}${symbol}${steps()}`;
    default:
      return `${branch}${symbol}`;
  }
}
