/** A value of a YAML file on one line: as it is where that is safe, else in double quotes. */
export function yamlText(value: string): string {
  return /^[A-Za-z_][\w./-]*$/u.test(value) && !YAML_WORDS.test(value) ? value : JSON.stringify(value);
}

/** Words that YAML 1.1 or 1.2 takes for something else than text. */
const YAML_WORDS = /^(?:y|n|yes|no|on|off|true|false|null)$/iu;

/** A word of a POSIX shell. */
export function shellWord(value: string): string {
  return /^[\w./:@=+-]+$/u.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;
}

/** Lines moved to the right; empty ones stay empty. */
export function indent(lines: readonly string[], by: number): readonly string[] {
  return lines.map((line) => (line === "" ? "" : `${" ".repeat(by)}${line}`));
}
