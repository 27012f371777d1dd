const [TAB, NEWLINE, FORM_FEED, SPACE, HASH, BACKSLASH] = [9, 10, 12, 32, 35, 92];
const [DOUBLE_QUOTE, SINGLE_QUOTE, AT] = [34, 39, 64];
const OPENING = "([{";
const CLOSING = ")]}";
/** Clauses that continue the compound statement above them. */
const CONTINUATION = /(?:elif|else|except|finally)\b/y;

/**
 * Goes through the statements of a module (newlines `\n`) as `scanModule` cuts it, keeping nothing: `from` and `to` are those
 * of the statement that `next` found, comments behind it left out. It gives up (`failed`) where the text cannot be Python, and at
 * formatted strings. Thousands of files are read with it in a row, so it allocates next to nothing.
 */
export class QuickStatements {
  /** Where the statement begins. */
  from = 0;
  /** Behind its last code. */
  to = 0;
  failed = false;
  private readonly text: string;
  private readonly closers: string[] = [];
  private at = 0;
  private indented = false;
  /** The last logical line: where it begins, and behind its last code. */
  private lineFrom = 0;
  private lineTo = 0;

  constructor(text: string) {
    this.text = text;
    this.skipBlank();
  }

  /** Is there another statement? */
  next(): boolean {
    const { text } = this;
    if (this.failed || this.at >= text.length) return false;
    this.from = this.at;
    for (let decorated = false; ;) {
      if (!this.readLogicalLine()) {
        this.failed = true;
        return false;
      }
      decorated = !this.indented && text.charCodeAt(this.lineFrom) === AT;
      this.to = this.lineTo;
      this.skipBlank();
      if (this.at >= text.length || !(this.indented || decorated || this.continues())) return true;
    }
  }

  private continues(): boolean {
    CONTINUATION.lastIndex = this.at;
    return CONTINUATION.test(this.text);
  }

  /** Goes to the next code, and sees whether it is indented. */
  private skipBlank(): void {
    const { text } = this;
    this.indented = false;
    for (; this.at < text.length; this.at += 1) {
      const code = text.charCodeAt(this.at);
      if (code === SPACE || code === TAB) this.indented = true;
      else if (code === NEWLINE || code === FORM_FEED) this.indented = false;
      else if (code === HASH) this.at = lineEnd(text, this.at) - 1;
      else return;
    }
  }

  /** Goes to the newline that ends the logical line; false where it cannot be read. */
  private readLogicalLine(): boolean {
    const { text, closers } = this;
    const { length } = text;
    this.lineFrom = this.at;
    let comment = -1;
    let at = this.at;
    for (; at < length; at += 1) {
      const code = text.charCodeAt(at);
      // Letters, digits and most of what there is.
      if ((code >= 94 && code <= 122) || (code >= 44 && code <= 90) || code === SPACE) continue;
      if (code === NEWLINE) {
        if (closers.length === 0) break;
        comment = -1;
      } else if (code === HASH) {
        comment = at;
        at = lineEnd(text, at) - 1;
      } else if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
        at = stringEnd(text, at, code) - 1;
        if (at < 0) return false;
      } else if (code === BACKSLASH) {
        at += 1;
        if (text.charCodeAt(at) !== NEWLINE) return false;
      } else if (!follow(text.charAt(at), closers)) return false;
    }
    this.at = at;
    this.lineTo = trimEnd(text, this.lineFrom, comment === -1 ? at : comment);
    return closers.length === 0;
  }
}

/** Keeps count of brackets; false where one closes that was not opened. */
function follow(char: string, closers: string[]): boolean {
  const opened = OPENING.indexOf(char);
  if (opened !== -1) closers.push(CLOSING.charAt(opened));
  return opened !== -1 || !CLOSING.includes(char) || closers.pop() === char;
}

/** The offset behind a string; -1 where it has no end, or where code may stand in it. */
function stringEnd(text: string, from: number, quote: number): number {
  if (isFormatted(text, from)) return -1;
  const isTriple = text.charCodeAt(from + 1) === quote && text.charCodeAt(from + 2) === quote;
  for (let at = from + (isTriple ? 3 : 1); at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === quote) {
      if (!isTriple) return at + 1;
      if (text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote) return at + 3;
    } else if (code === NEWLINE && !isTriple) return -1;
  }
  return -1;
}

/** Does a prefix of the string have an f or a t? */
function isFormatted(text: string, quoteAt: number): boolean {
  const letter = text.charAt(quoteAt - 1);
  if (!/[a-z]/i.test(letter)) return false;
  return /[ft]/i.test(letter) || /[ft]/i.test(text.charAt(quoteAt - 2));
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end === -1 ? text.length : end;
}

function trimEnd(text: string, from: number, end: number): number {
  let to = end;
  for (; to > from; to -= 1) {
    const code = text.charCodeAt(to - 1);
    if (code !== SPACE && code !== TAB && code !== FORM_FEED && code !== NEWLINE) break;
  }
  return to;
}
