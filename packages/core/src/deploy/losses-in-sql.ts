/** Statements that take rows, columns or whole objects away. Names of what is made again in the same breath count too. */
const LOSES = /^(?:DROP\b|TRUNCATE\b|DELETE\b|ALTER\s+TABLE\b[\s\S]*\bDROP\b)/iu;

/** What a script would take away: its own statements, each on one line, without those of the version table. */
export function lossesInSql(statements: readonly string[], versionTable: string): readonly string[] {
  return statements
    .map((statement) =>
      statement
        .replaceAll(/^\s*--.*$/gmu, "")
        .replaceAll(/\s+/gu, " ")
        .trim(),
    )
    .filter((statement) => LOSES.test(statement) && !isAbout(statement, versionTable));
}

function isAbout(statement: string, table: string): boolean {
  return /^(?:DELETE|DROP)/iu.test(statement) && statement.replaceAll('"', "").includes(table);
}
