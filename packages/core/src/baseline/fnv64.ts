const OFFSET = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;

/** The 64-bit FNV-1a hash of a text's UTF-8 bytes, as 16 hexadecimal digits. Not for secrets. */
export function fnv64(text: string): string {
  let hash = OFFSET;
  for (const byte of utf8(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * PRIME);
  return hash.toString(16).padStart(16, "0");
}

function* utf8(text: string): Generator<number> {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) yield code;
    else {
      const tail = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
      yield ((0xff00 >> (tail + 1)) & 0xff) | (code >> (6 * tail));
      for (let at = tail - 1; at >= 0; at--) yield 0x80 | ((code >> (6 * at)) & 0x3f);
    }
  }
}
