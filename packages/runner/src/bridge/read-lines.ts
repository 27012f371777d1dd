import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

/** Calls `onLine` for each complete line of a stream, without its newline. An unfinished last line is dropped. */
export function readLines(stream: Readable, onLine: (line: string) => void): void {
  const decoder = new StringDecoder("utf8");
  let parts: string[] = [];
  stream.on("data", (chunk: Buffer) => {
    const text = decoder.write(chunk);
    let start = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
      const line = parts.join("") + text.slice(start, end);
      parts = [];
      start = end + 1;
      onLine(line);
    }
    if (start < text.length) parts.push(text.slice(start));
  });
}
