/** What a server said of a statement: SQLSTATE and message. */
interface Said {
  readonly sqlState: string | null;
  readonly message: string;
}

/** The role that a statement needs and the server does not have; null where it failed for another reason. */
export function missingRole({ sqlState, message }: Said): string | null {
  return sqlState === "42704" ? nameIn(message, /role "((?:[^"]|"")+)" does not exist/u) : null;
}

/** The role that a statement creates and the server already has; null where it failed for another reason. */
export function existingRole({ sqlState, message }: Said): string | null {
  return sqlState === "42710" ? nameIn(message, /role "((?:[^"]|"")+)" already exists/u) : null;
}

/** The schema that a statement needs and the database does not have; null where it failed for another reason. */
export function missingSchema({ sqlState, message }: Said): string | null {
  return sqlState === "3F000" ? nameIn(message, /schema "((?:[^"]|"")+)" does not exist/u) : null;
}

function nameIn(message: string, pattern: RegExp): string | null {
  return pattern.exec(message)?.[1]?.replaceAll('""', '"') ?? null;
}
