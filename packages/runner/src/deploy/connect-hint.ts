import type { WireError } from "../bridge/wire.ts";

/** What servers, drivers and resolvers say of a connection that was not made, and what to do about it. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /password authentication failed|no password supplied|28P01/u,
    "Correct the user or the password of the URL; nothing was begun.",
  ],
  [
    /database "[^"]*" does not exist|3D000/u,
    "Create the database, or correct its name in the URL: migrun makes none on a live server.",
  ],
  [/role "[^"]*" does not exist/u, "Correct the user of the URL, or create that role."],
  [
    /no pg_hba\.conf entry/u,
    "The server lets nobody in this way: with TLS (`sslmode=require`) if it says `no encryption`, or by a line in its pg_hba.conf.",
  ],
  [
    /does not support SSL|server refused SSL|rejected SSL upgrade/u,
    "The server speaks no TLS: give `sslmode=prefer` or `disable` if that is meant, or the host that has it.",
  ],
  [
    /certificate/u,
    "The server's certificate is not trusted: give its authority with `sslrootcert`, and the host by the name that the certificate has.",
  ],
  [
    /could not translate host name|Name or service not known|nodename nor servname|Temporary failure in name resolution|getaddrinfo|No address associated/u,
    "The host of the URL is not known here: correct its name, or the DNS of the place where the deploy runs.",
  ],
  [
    /Connection refused|Connect call failed|ECONNREFUSED/u,
    "No server listens at that host and port: correct them, or start it. `--retry-for` waits for one that is starting.",
  ],
  [
    /time(?:d)? ?out|Network is unreachable|No route to host/u,
    "The server does not answer from here: look at the host, the firewall and the network policy.",
  ],
  [
    /too many (?:clients|connections)|remaining connection slots|53300/u,
    "The server has no connection left: end some, or raise its limit. `--retry-for` waits for one.",
  ],
];

/** Is what env.py or the target connects with no URL at all, or one that cannot be read? */
export function isNoUrl({ exception, message }: Pick<WireError, "exception" | "message">): boolean {
  if (/^invalid (?:dsn|connection option|integer value)/u.test(message)) return true;
  return exception === "sqlalchemy.exc.ArgumentError" && /URL/u.test(message);
}

/** The next step after a connection that was not made; null: the words say nothing of that. */
export function connectHint(error: Pick<WireError, "exception" | "message" | "sqlState">): string | null {
  if (isNoUrl(error))
    return "The URL is empty or no URL: look at the variable that it is read from, which may be set to nothing. Nothing was begun.";
  const words = `${error.message} ${error.sqlState ?? ""}`;
  return HINTS.find(([pattern]) => pattern.test(words))?.[1] ?? null;
}
