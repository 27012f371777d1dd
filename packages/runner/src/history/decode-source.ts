import { isAscii, isUtf8 } from "node:buffer";
import type { Result } from "@migrun/core";
import { err, ok, scanModule } from "@migrun/core";

/** Why bytes are no text that can be read here. */
export interface UndecodableSource {
  /** `python`: Python may know the encoding; `never`: Python refuses it too. */
  readonly readableBy: "python" | "never";
  readonly reason: string;
}

const COOKIE = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;
const BLANK = /^[ \t\f]*(?:#.*)?$/;
const UTF8_NAMES = new Set(["utf", "utf8", "u8", "cp65001", "utf8ucs2", "utf8ucs4"]);
const LATIN1_NAMES = new Set(["latin1", "latin", "l1", "iso88591", "8859", "cp819", "iso8859"]);
const ASCII_NAMES = new Set(["ascii", "usascii", "646", "us"]);

/**
 * The text of a Python file: UTF-8, with or without a byte order mark, or the encoding that a cookie
 * in its first two lines names (PEP 263). Encodings beyond UTF-8, ASCII and Latin-1 are left to
 * Python, unless every byte is ASCII; so are bytes that do not fit the encoding, since some versions of
 * Python pass them over in comments.
 */
export function decodeSource(bytes: Buffer): Result<string, UndecodableSource> {
  const plain = decodePlain(bytes);
  if (plain !== null) return ok(plain);
  if (bytes.includes(0)) return err({ readableBy: "never", reason: "it holds NUL bytes" });
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const body = hasMark ? bytes.subarray(3) : bytes;
  const cookie = cookieOf(body);
  const encoding = (cookie ?? "utf-8").toLowerCase().replaceAll(/[-_.]/g, "");
  if (hasMark && !UTF8_NAMES.has(encoding) && encoding !== "utf8sig") {
    return err({
      readableBy: "python",
      reason: `it has a UTF-8 byte order mark and a cookie that says ${cookie}`,
    });
  }
  if (LATIN1_NAMES.has(encoding)) return ok(body.toString("latin1"));
  if (UTF8_NAMES.has(encoding) || encoding === "utf8sig") return decodeUtf8(body, cookie);
  if (ASCII_NAMES.has(encoding)) {
    return isAscii(body)
      ? ok(body.toString("latin1"))
      : err({ readableBy: "python", reason: "it is not ASCII as its cookie says" });
  }
  return isAscii(body) && EXTENDS_ASCII.test(encoding)
    ? ok(body.toString("latin1"))
    : err({ readableBy: "python", reason: `its encoding is ${cookie}` });
}

/** ASCII without a cookie, which is most of what there is; null for all else. */
function decodePlain(bytes: Buffer): string | null {
  if (!isAscii(bytes)) return null;
  const text = bytes.toString("latin1");
  const isPlain = !text.includes("\0") && !text.slice(0, COOKIE_AREA).includes("coding");
  return isPlain ? text : null;
}

/** A cookie stands in the first two lines. */
const COOKIE_AREA = 400;

/** Single-byte and multi-byte encodings in which ASCII bytes mean ASCII. */
const EXTENDS_ASCII =
  /^(?:cp125\d|windows125\d|iso8859\d+|koi8[ru]|euc(?:jp|kr|cn)|gbk|gb2312|gb18030|big5|cp437|cp850|cp866|macroman)$/;

function decodeUtf8(body: Buffer, cookie: string | null): Result<string, UndecodableSource> {
  try {
    return ok(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body));
  } catch {
    const reason =
      cookie === null
        ? "it is not UTF-8, and no coding cookie says what it is"
        : "it is not UTF-8 as its cookie says";
    return err({ readableBy: mayBeUtf8WithoutComments(body) ? "python" : "never", reason });
  }
}

/** Some versions of Python pass over what is in a comment; bytes in the code no version takes. Where the text cannot be cut, it may be. */
function mayBeUtf8WithoutComments(body: Buffer): boolean {
  let code = body.toString("latin1");
  const scan = scanModule(code.replaceAll(/\r\n?/g, (end) => (end.length === 2 ? " \n" : "\n")));
  if (scan.problem !== null) return true;
  for (const { from, text } of scan.comments.toReversed())
    code = code.slice(0, from) + code.slice(from + text.length);
  return isUtf8(Buffer.from(code, "latin1"));
}

function cookieOf(body: Buffer): string | null {
  const head = body
    .subarray(0, COOKIE_AREA)
    .toString("latin1")
    .split(/\r\n?|\n/);
  for (const line of head.slice(0, 2)) {
    const cookie = COOKIE.exec(line)?.[1];
    if (cookie !== undefined) return cookie;
    if (!BLANK.test(line)) return null;
  }
  return null;
}
