import { hasOpenQuote, type SqlToken, sqlTokens } from "../sql/sql-tokens.ts";

/** What a statement lets the server do beyond its own databases. `connection`: it connects elsewhere. */
export interface OutsideReach {
  readonly kind: "connection" | "program" | "files";
  /** `dblink_exec`, `CREATE SUBSCRIPTION`. */
  readonly what: string;
}

/** What is known of the server that the statements run on. */
export interface ReachingServer {
  /** Is it a private one? Then an address that is left out leads to itself, and not away. */
  readonly isPrivate: boolean;
}

type Tokens = readonly SqlToken[];

/** Functions with a connection string: dblink (manual, appendix F). Others of it use a connection that these opened. */
const CONNECTING = new Set(["dblink", "dblink_exec", "dblink_connect", "dblink_connect_u"]);
/** Functions that read or write files of the server's machine. */
const FILES =
  /^(?:pg_read_(?:binary_)?file|pg_stat_file|pg_ls_dir|lo_import|lo_export|pg_file_(?:write|rename|unlink|sync))$/u;
/** Words without which nothing is found: most statements are not cut into tokens. */
const WORDS = /dblink|subscription|server|copy|pg_|lo_/iu;
/** Wrappers that connect by libpq; any other goes to another kind of database. */
const LIBPQ_WRAPPERS = new Set(["postgres_fdw", "dblink_fdw"]);
/** In PL/pgSQL a statement may begin after these. */
const BLOCK_WORDS = new Set(["begin", "then", "else", "loop"]);
/** Statements of the catalog: a function that they name is not called. */
const CALLS_NOTHING = new Set(["create", "alter", "drop", "comment", "grant", "revoke", "security"]);

/** Reads statements in the order of their run; remembers which foreign servers lead nowhere. */
export class OutsideStatements {
  readonly #server: ReachingServer;
  /** Foreign servers by name, with what they reach; null: this server itself. */
  readonly #servers = new Map<string, OutsideReach["kind"] | null>();

  constructor(server: ReachingServer) {
    this.#server = server;
  }

  /** What the text of one or several statements reaches, by what is parsed: words in comments and strings do not count. */
  read(sql: string): readonly OutsideReach[] {
    const found = new Map<string, OutsideReach>();
    if (!WORDS.test(sql)) return [];
    for (const statement of statementsOf(sql, false)) {
      for (const reach of this.#reachOf(statement)) found.set(reach.what, reach);
    }
    return [...found.values()];
  }

  #reachOf(tokens: Tokens): readonly OutsideReach[] {
    if (startsWith(tokens, "do")) {
      return tokens
        .filter((token) => token.kind === "string")
        .flatMap((body) => statementsOf(body.text, true))
        .flatMap((statement) => this.#reachOf(statement));
    }
    const own = this.#definition(tokens) ?? copyReach(tokens);
    return [...(own === null ? [] : [own]), ...this.#calls(tokens)];
  }

  #definition(tokens: Tokens): OutsideReach | null {
    const [verb = "", ...rest] = tokens.slice(0, 3).map(wordOf);
    if (!/^(?:create|alter|import)$/u.test(verb)) return null;
    const [object = "", second = ""] = rest;
    if (object === "subscription") return this.#subscription(tokens, verb);
    if (object === "server") return this.#foreignServer(tokens, verb);
    if (verb === "alter") return null;
    const kind = `${object} ${second}`;
    if (kind === "user mapping" || kind === "foreign table" || kind === "foreign schema") {
      return this.#onServer(tokens, `${verb} ${kind}`.toUpperCase());
    }
    return null;
  }

  #subscription(tokens: Tokens, verb: string): OutsideReach | null {
    const at = tokens.findIndex((token) => wordOf(token) === "connection");
    const target = at === -1 ? undefined : tokens[at + 1];
    if (target?.kind !== "string" || !this.#leadsAway(target.text)) return null;
    const connect = tokens.findIndex((token) => wordOf(token) === "connect");
    const value = connect === -1 ? undefined : tokens[connect + 2];
    // Without it nothing is dialled until the subscription is refreshed or enabled.
    if (value !== undefined && /^(?:false|off|0)$/u.test(value.text)) return null;
    return { kind: "connection", what: `${verb.toUpperCase()} SUBSCRIPTION` };
  }

  #foreignServer(tokens: Tokens, verb: string): OutsideReach | null {
    const name = tokens.slice(2).find((token) => !/^(?:if|not|exists)$/u.test(wordOf(token)))?.text ?? "";
    const at = tokens.findIndex((token) => wordOf(token) === "wrapper");
    const wrapper = at === -1 ? null : (tokens[at + 1]?.text ?? "");
    const hasAddress = tokens.some(
      (token, index) =>
        /^(?:host|hostaddr|service)$/u.test(wordOf(token)) && tokens[index + 1]?.kind === "string",
    );
    const isLibpq = wrapper === null || LIBPQ_WRAPPERS.has(wrapper);
    const leads = hasAddress || !isLibpq || (verb === "create" && !this.#server.isPrivate);
    if (!leads && verb === "alter") return null;
    const kind = leads ? (wrapper === "file_fdw" ? "files" : "connection") : null;
    this.#servers.set(name, kind);
    return kind === null ? null : { kind, what: `${verb.toUpperCase()} SERVER` };
  }

  #onServer(tokens: Tokens, what: string): OutsideReach | null {
    const at = tokens.findIndex((token) => wordOf(token) === "server");
    const name = at === -1 ? undefined : tokens[at + 1]?.text;
    const kind = name === undefined ? null : this.#servers.get(name);
    // One that was not made before is taken for one that leads away.
    return kind === null ? null : { kind: kind ?? "connection", what };
  }

  #calls(tokens: Tokens): readonly OutsideReach[] {
    if (!mayCall(tokens)) return [];
    return tokens.flatMap((token, index): readonly OutsideReach[] => {
      if (tokens[index + 1]?.text !== "(" || tokens[index + 1]?.kind !== "other") return [];
      const name = token.kind === "word" || token.kind === "name" ? token.text : "";
      if (FILES.test(name)) return [{ kind: "files", what: name }];
      if (!CONNECTING.has(name) || !this.#dials(argumentsAt(tokens, index + 1))) return [];
      return [{ kind: "connection", what: name }];
    });
  }

  /** A string without `=` is the name of a connection, or of a foreign server that was made elsewhere. */
  #dials(given: Tokens): boolean {
    const texts = given.filter((token) => token.kind === "string").map((token) => token.text);
    if (given[0]?.kind === "string" && !given[0].text.includes("=") && !given[0].text.includes("://")) {
      return texts.slice(1).some((text) => isConnectionString(text) && this.#leadsAway(text));
    }
    const [first] = texts;
    return given[0]?.kind !== "string" || first === undefined || this.#leadsAway(first);
  }

  #leadsAway(connection: string): boolean {
    if (!this.#server.isPrivate) return true;
    return connection.includes("://") || /\b(?:host|hostaddr|service)\s*=/u.test(connection);
  }
}

function isConnectionString(text: string): boolean {
  return /^\s*(?:\w+\s*=|postgres(?:ql)?:\/\/)/u.test(text);
}

/** `COPY … PROGRAM`, and `COPY` from or to a file of the server. */
function copyReach(tokens: Tokens): OutsideReach | null {
  if (!startsWith(tokens, "copy")) return null;
  const at = tokens.findIndex(
    (token, index) => /^(?:from|to)$/u.test(wordOf(token)) && depthAt(tokens, index) === 0,
  );
  const direction = wordOf(tokens[at]).toUpperCase();
  const next = at === -1 ? undefined : tokens[at + 1];
  if (wordOf(next) === "program") return { kind: "program", what: `COPY … ${direction} PROGRAM` };
  if (next?.kind === "string") return { kind: "files", what: `COPY … ${direction} a file` };
  return null;
}

function mayCall(tokens: Tokens): boolean {
  const verb = wordOf(tokens[0]);
  if (!CALLS_NOTHING.has(verb)) return true;
  const words = tokens.map(wordOf);
  const kind = words.slice(1, 5).find((word) => !/^(?:global|local|temp|temporary|unlogged)$/u.test(word));
  const runsQuery = kind === "table" || kind === "materialized";
  return (
    verb === "create" && runsQuery && words.some((word, at) => word === "as" && depthAt(tokens, at) === 0)
  );
}

function statementsOf(sql: string, inBlock: boolean): readonly Tokens[] {
  const tokens = sqlTokens(sql);
  if (hasOpenQuote(tokens)) return [];
  const statements: SqlToken[][] = [[]];
  for (const token of tokens) {
    const ends = token.kind === "other" && token.text === ";";
    if (ends || (inBlock && BLOCK_WORDS.has(wordOf(token)))) statements.push([]);
    else statements.at(-1)?.push(token);
  }
  return statements.filter((statement) => statement.length > 0);
}

/** The tokens between the bracket at `open` and the one that closes it. */
function argumentsAt(tokens: Tokens, open: number): Tokens {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    depth += stepOf(tokens[at]);
    if (depth === 0) return tokens.slice(open + 1, at);
  }
  return tokens.slice(open + 1);
}

function depthAt(tokens: Tokens, index: number): number {
  return tokens.slice(0, index).reduce((depth, token) => depth + stepOf(token), 0);
}

function stepOf(token: SqlToken | undefined): number {
  if (token?.kind !== "other") return 0;
  return token.text === "(" ? 1 : token.text === ")" ? -1 : 0;
}

function startsWith(tokens: Tokens, word: string): boolean {
  return wordOf(tokens[0]) === word;
}

function wordOf(token: SqlToken | undefined): string {
  return token?.kind === "word" ? token.text : "";
}
