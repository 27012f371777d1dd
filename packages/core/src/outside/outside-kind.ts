import { textOf } from "../revision-body/read-operation.ts";
import type { Call } from "../revision-body/revision-body.ts";

/** What a call does outside of the process. `wait`: it only lets time pass. `file`: it writes or removes files. */
export type OutsideKind = "program" | "connection" | "wait" | "file";

const METHODS = "get|post|put|patch|delete|head|options|request";
/** Python's own ways to start a program (library reference, "subprocess", "os", "pty", "asyncio"). */
const PROGRAMS =
  /^(?:subprocess\.(?:run|Popen|call|check_call|check_output|getoutput|getstatusoutput)|os\.(?:system|popen|startfile|(?:exec|spawn)[lv]p?e?|posix_spawnp?)|pty\.spawn|asyncio\.create_subprocess_(?:exec|shell))$/u;
/** Sockets, what the standard library and the usual packages make of them, and database drivers. */
const CONNECTIONS = new RegExp(
  String.raw`^(?:socket\.(?:socket|create_connection)|asyncio\.open_(?:unix_)?connection|urllib\.request\.(?:urlopen|urlretrieve)|http\.client\.HTTPS?Connection|requests\.(?:${METHODS}|Session)|httpx\.(?:${METHODS}|stream|Client|AsyncClient)|aiohttp\.(?:ClientSession|request)|smtplib\.SMTP(?:_SSL)?|ftplib\.FTP(?:_TLS)?|boto3\.(?:client|resource)|redis\.(?:Redis|StrictRedis|from_url))$`,
  "u",
);
const WAITS = /^(?:time|asyncio)\.sleep$/u;
const FILES =
  /^(?:os\.(?:remove|unlink|rename|replace|rmdir|removedirs|mkdir|makedirs|truncate|link|symlink|chmod|chown)|shutil\.(?:copy\w*|move|rmtree|make_archive|unpack_archive)|pathlib\.Path\(\)(?:\.\w+(?:\(\))?)*\.(?:write_text|write_bytes|unlink|rename|replace|mkdir|rmdir|touch))$/u;

/** What a call does outside of the process, by its path and its literal arguments; null: nothing. */
export function outsideKind(call: Call): OutsideKind | null {
  const path = call.path ?? "";
  if (PROGRAMS.test(path)) return "program";
  if (WAITS.test(path)) return "wait";
  if (CONNECTIONS.test(path)) return "connection";
  return FILES.test(path) || opensToWrite(call) ? "file" : null;
}

/** To read a file beside the revision is no harm done. */
function opensToWrite({ path, positional, named }: Call): boolean {
  if (!/^(?:~open|io\.open|codecs\.open|pathlib\.Path\(\)(?:\.\w+(?:\(\))?)*\.open)$/u.test(path ?? ""))
    return false;
  const mode = textOf(named.get("mode") ?? positional[path?.startsWith("pathlib") ? 0 : 1]);
  return mode !== null && /[wax+]/u.test(mode);
}
