import type { SyntaxNode } from "@lezer/common";
import { parser } from "@lezer/python";
import { walk } from "../environment/python-module.ts";
import { readImports } from "../environment/read-imports.ts";

/** A call that works outside of the Python process: what isolation inside of the process does not see. */
export interface OutsideCall {
  /** 1-based. */
  readonly line: number;
  /** What is called, whatever it was imported as: `subprocess.run`. */
  readonly call: string;
  /** `wait`: it only lets time pass, and the transaction keeps its locks meanwhile. */
  readonly kind: "program" | "connection" | "wait";
}

const METHODS = "get|post|put|patch|delete|head|options|request";
/** Python's own ways to start a program (library reference, "subprocess", "os", "pty", "asyncio"). */
const PROGRAMS =
  /^(?:subprocess\.(?:run|Popen|call|check_call|check_output|getoutput|getstatusoutput)|os\.(?:system|popen|startfile|(?:exec|spawn)[lv]p?e?|posix_spawnp?)|pty\.spawn|asyncio\.create_subprocess_(?:exec|shell))$/u;
/** Sockets, and what the standard library and the usual packages make of them. */
const CONNECTIONS = new RegExp(
  String.raw`^(?:socket\.(?:socket|create_connection)|asyncio\.open_(?:unix_)?connection|urllib\.request\.(?:urlopen|urlretrieve)|http\.client\.HTTPS?Connection|requests\.(?:${METHODS}|Session)|httpx\.(?:${METHODS}|stream|Client|AsyncClient)|aiohttp\.(?:ClientSession|request)|smtplib\.SMTP(?:_SSL)?|ftplib\.FTP(?:_TLS)?)$`,
  "u",
);
const WAITS = /^(?:time|asyncio)\.sleep$/u;
/** Imports without which no such call can be there: most files are not parsed. */
const IMPORTS =
  /^[ \t]*(?:from|import)\b[^\n]*\b(?:subprocess|os|pty|time|asyncio|socket|urllib|http|requests|httpx|aiohttp|smtplib|ftplib)\b/mu;
const NAME = /^[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*$/u;

/** Finds the calls in the text of a Python file that start a program, open a connection or wait; one for each line. */
export function findOutsideCalls(text: string): readonly OutsideCall[] {
  if (!IMPORTS.test(text)) return [];
  const root = parser.parse(text).topNode;
  const bound = importedNames(root, text);
  const found = new Map<number, OutsideCall>();
  walk(root, (node) => {
    if (node.name !== "CallExpression") return;
    const call = fullName(node.firstChild, text, bound);
    const kind = call === null ? null : kindOf(call);
    if (call === null || kind === null) return;
    const line = text.slice(0, node.from).split("\n").length;
    if (!found.has(line)) found.set(line, { line, call, kind });
  });
  return [...found.values()].sort((a, b) => a.line - b.line);
}

function kindOf(call: string): OutsideCall["kind"] | null {
  if (PROGRAMS.test(call)) return "program";
  if (WAITS.test(call)) return "wait";
  return CONNECTIONS.test(call) ? "connection" : null;
}

/** Names that imports bind, anywhere in the file, to what they stand for. */
function importedNames(root: SyntaxNode, text: string): ReadonlyMap<string, string> {
  const bound = new Map<string, string>();
  walk(root, (node) => {
    if (node.name !== "ImportStatement") return;
    for (const { module, name, as } of readImports(node, { name: "", text, isPackage: false })) {
      bound.set(as, name === null ? module : `${module}.${name}`);
    }
  });
  return bound;
}

function fullName(
  callee: SyntaxNode | null,
  text: string,
  bound: ReadonlyMap<string, string>,
): string | null {
  const source = callee === null ? "" : text.slice(callee.from, callee.to);
  if (!NAME.test(source)) return null;
  const [first = "", ...rest] = source.split(".").map((part) => part.trim());
  const origin = bound.get(first);
  return origin === undefined ? null : [origin, ...rest].join(".");
}
