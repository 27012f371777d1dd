/** Makes a text report comparable: times, versions and the base differ from machine to machine. */
export function withoutTimes(text: string): string {
  return (
    text
      .replaceAll(/\b\d+ min \d+ s\b|\b\d+(?:\.\d+)? m?s\b/gu, "<time>")
      .replaceAll(/\b(Python|Alembic|SQLAlchemy|Postgres) [\d.]+(?:(?:a|b|rc)\d+)?/gu, "$1 <version>")
      .replaceAll(/\bbase: (?:[^\s·]+ [0-9a-f]{10}|unknown, every revision counts as new)/gu, "base: <base>")
      // Where a line of facts breaks depends on how long they are.
      .replaceAll(/(?: · |(?<=[^\n])\n)(isolated by|base:)/gu, " · $1")
  );
}

/** What migrun itself says of its progress, sorted: the order is that of finishing. What is only said once per machine is left out. */
export function progressLines(stderr: string): readonly string[] {
  const isOnce = (line: string): boolean =>
    /^(?:npm |migrun: (?:copying|preparing|initialising))/u.test(line);
  const lines = withoutTimes(stderr).trimEnd().split("\n");
  return lines.filter((line) => !isOnce(line)).toSorted();
}
