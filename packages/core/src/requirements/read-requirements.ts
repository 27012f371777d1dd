import { sqlStatements, type SqlStatement } from "../sql/sql-statements.ts";
import { rolesCreatedIn, rolesIn } from "./role-mentions.ts";
import { sqlLiterals } from "./sql-literals.ts";

/** A file that speaks SQL: a revision, env.py, or a bootstrap file. */
export interface RequirementSource {
  /** Absolute path. */
  readonly file: string;
  /** Null for env.py and bootstrap files. */
  readonly revision: string | null;
  readonly language: "python" | "sql";
  readonly text: string;
}

/** Something of the server that a file expects, and where it first says so. */
export interface Mention {
  readonly name: string;
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly revision: string | null;
}

/** A role that is expected. */
export interface RoleMention extends Mention {
  /** Whoever runs the revisions has to be a member of it. */
  readonly acts: boolean;
}

/** What the files of a target expect of a server beyond an empty database. */
export interface Requirements {
  /** Roles that are certainly mentioned, and that no file creates. */
  readonly roles: readonly RoleMention[];
  /** Roles that a file certainly creates. */
  readonly createdRoles: ReadonlySet<string>;
  readonly extensions: readonly Mention[];
}

/** Without any of these words a file is not looked at further. */
const WORTH_READING =
  /\b(?:GRANT|REVOKE|POLICY|ROLE|AUTHORIZATION|EXTENSION|OWNER\s+TO|OWNED\s+BY|(?:CREATE|ALTER)\s+(?:USER|GROUP))\b/iu;
/** Whoever asks whether a role exists can do without it. */
const ASKS_FOR_ROLES = /\b(?:pg_roles|pg_authid|pg_user|pg_group|rolname|usename|to_regrole)\b/u;
/** Anything that may create a role, in whichever text; the name where it is written out. */
const CREATES_ROLE =
  /\bCREATE\s+(?:ROLE|USER|GROUP)\b(?!\s+MAPPING\b)\s*(?:\\?"((?:[^"\\]|"")+)\\?"|([\p{L}_][\p{L}\p{N}_$]*)(?![\p{L}\p{N}_$%{]))?/giu;

/** Reads what the files of a target expect, without running anything. What is not certain is left out. */
export function readRequirements(sources: readonly RequirementSource[]): Requirements {
  const worth = sources.filter(({ text }) => WORTH_READING.test(text));
  const reading = new Reading();
  for (const source of worth) reading.read(source);
  return reading.result();
}

class Reading {
  readonly #roles = new Map<string, RoleMention>();
  readonly #extensions = new Map<string, Mention>();
  readonly #created = new Set<string>();
  /** Roles that a file creates or may create; null: some file creates roles whose names are computed. */
  #maybeCreated: Set<string> | null = new Set();

  read(source: RequirementSource): void {
    this.#noteCreated(source.text);
    const { file, revision, text } = source;
    const usesRoles = !ASKS_FOR_ROLES.test(text);
    const literals =
      source.language === "python" ? sqlLiterals(text) : [{ value: text, isExecuted: true, lineOf: null }];
    for (const { value, isExecuted, lineOf } of literals) {
      if (!WORTH_READING.test(value)) continue;
      for (const statement of sqlStatements(value)) {
        const place = (name: string) => ({
          name,
          file,
          line: lineOf === null ? lineIn(value, statement, name) : lineOf(name),
          revision,
        });
        this.#noteStatement(statement, place);
        for (const use of usesRoles ? rolesIn(statement) : [])
          if (isExecuted || !use.isMembership) this.#noteRole({ ...place(use.role), acts: use.acts });
      }
    }
  }

  result(): Requirements {
    const maybe = this.#maybeCreated;
    return {
      roles:
        maybe === null
          ? []
          : [...this.#roles.values()].filter(({ name }) => !maybe.has(name) && !this.#created.has(name)),
      createdRoles: this.#created,
      extensions: [...this.#extensions.values()],
    };
  }

  #noteStatement(statement: SqlStatement, place: (name: string) => Mention): void {
    for (const role of rolesCreatedIn(statement)) this.#created.add(role);
    const [first, second] = statement.tokens;
    if (first?.text === "do" && first.kind === "word") {
      for (const [, quoted, plain] of statement.text.matchAll(CREATES_ROLE)) {
        const name = quoted ?? plain?.toLowerCase();
        if (name !== undefined) this.#created.add(name);
      }
    }
    if (first?.text !== "create" || second?.text !== "extension") return;
    const name = statement.tokens[statement.tokens[2]?.text === "if" ? 5 : 2];
    if (name?.kind !== "word" && name?.kind !== "name") return;
    if (!/[%{:]/u.test(name.text) && !this.#extensions.has(name.text))
      this.#extensions.set(name.text, place(name.text));
  }

  #noteRole(mention: RoleMention): void {
    const known = this.#roles.get(mention.name);
    if (known === undefined) this.#roles.set(mention.name, mention);
    else if (mention.acts && !known.acts) this.#roles.set(mention.name, { ...known, acts: true });
  }

  #noteCreated(text: string): void {
    for (const [, quoted, plain] of text.matchAll(CREATES_ROLE)) {
      const name = quoted ?? plain?.toLowerCase();
      if (name === undefined) this.#maybeCreated = null;
      else this.#maybeCreated?.add(name);
      if (name === "if") this.#maybeCreated = null;
    }
  }
}

function lineIn(text: string, statement: SqlStatement, name: string): number {
  const at = statement.tokens.find((token) => token.text === name)?.from ?? statement.from;
  return text.slice(0, at).split("\n").length;
}
