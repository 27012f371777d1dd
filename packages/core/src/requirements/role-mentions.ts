import type { SqlStatement } from "../sql/sql-statements.ts";
import type { SqlToken } from "../sql/sql-tokens.ts";

/** A role that a statement needs to be there. */
export interface RoleUse {
  readonly role: string;
  /** Does the statement act as the role, or make it an owner? Whoever runs it has to be a member of the role. */
  readonly acts: boolean;
  /** Is it a membership (`GRANT a TO b`), which plain English reads like? */
  readonly isMembership: boolean;
}

type Use = Pick<RoleUse, "acts" | "isMembership">;
const GRANTEE: Use = { acts: false, isMembership: false };
const ACTING: Use = { acts: true, isMembership: false };

/** Words that stand where a role may, and are none. */
const NO_ROLE = new Set(
  "public current_user current_role session_user user none default all group".split(" "),
);

/** The roles that one statement needs, as far as its text names them. Never those that it creates. */
export function rolesIn({ tokens }: SqlStatement): readonly RoleUse[] {
  const words = new Words(tokens);
  const [first = "", second = "", third = ""] = [0, 1, 2].map((at) => words.word(at));
  switch (first) {
    case "grant":
      return granted(words, "to");
    case "revoke":
      return granted(words, "from");
    case "alter":
      if (second === "default" && third === "privileges") return defaultPrivileges(words);
      if (second === "policy") return words.has("rename") ? [] : policy(words);
      if (third === "mapping") return words.list(words.find("for") + 1, GRANTEE);
      return [...(isRoleWord(second) ? words.list(2, GRANTEE) : []), ...newOwner(words)];
    case "create":
      if (second === "policy") return policy(words);
      if (second === "schema") return words.list(words.find("authorization") + 1, ACTING);
      return second === "user" && third === "mapping" ? words.list(words.find("for") + 1, GRANTEE) : [];
    case "set":
      return setRole(words);
    case "reassign":
      return [...words.list(words.find("by") + 1, ACTING), ...words.list(words.find("to") + 1, ACTING)];
    case "drop":
      return second === "owned" ? words.list(words.find("by") + 1, ACTING) : [];
    case "comment":
      return words.word(2) === "role" ? words.list(3, GRANTEE) : [];
    default:
      return [];
  }
}

/** Roles that are there after a statement and were not before: created or renamed. */
export function rolesCreatedIn({ tokens }: SqlStatement): readonly string[] {
  const words = new Words(tokens);
  if (!isRoleWord(words.word(1)) || words.word(2) === "mapping") return [];
  if (words.word(0) === "alter" && words.has("rename"))
    return words.list(words.find("to") + 1, GRANTEE).map((use) => use.role);
  return words.word(0) === "create" ? words.list(2, GRANTEE).map((use) => use.role) : [];
}

function isRoleWord(word: string): boolean {
  return word === "role" || word === "user" || word === "group";
}

function granted(words: Words, before: "to" | "from"): readonly RoleUse[] {
  const on = words.find("on");
  const at = words.findLast(before);
  if (at < 0) return [];
  const by = words.find("granted");
  const others = [
    ...words.list(at + 1, { acts: false, isMembership: on < 0 }),
    ...(by < 0 ? [] : words.list(by + 2, ACTING)),
  ];
  if (on >= 0) return others;
  // `REVOKE ADMIN OPTION FOR a FROM b`
  const start = words.find("for") < 0 ? 1 : words.find("for") + 1;
  return [...words.list(start, { acts: false, isMembership: true }), ...others];
}

function defaultPrivileges(words: Words): readonly RoleUse[] {
  const action = Math.max(words.find("grant"), words.find("revoke"));
  if (action < 0) return [];
  const head = words.find("for");
  const grantees = words.list(Math.max(words.findLast("to"), words.findLast("from")) + 1, GRANTEE);
  return [...(head > 0 && head < action ? words.list(head + 2, ACTING) : []), ...grantees];
}

function policy(words: Words): readonly RoleUse[] {
  const at = words.find("to");
  return at < 0 ? [] : words.list(at + 1, GRANTEE);
}

function newOwner(words: Words): readonly RoleUse[] {
  const at = words.has("rename") ? -1 : words.find("owner");
  return at > 0 && words.word(at + 1) === "to" ? words.list(at + 2, ACTING) : [];
}

function setRole(words: Words): readonly RoleUse[] {
  const scoped =
    words.word(1) === "local" || (words.word(1) === "session" && words.word(2) !== "authorization");
  const at = scoped ? 2 : 1;
  if (words.word(at) === "role") return words.list(words.isSign(at + 1, "=") ? at + 2 : at + 1, ACTING, true);
  const session = words.find("authorization");
  return session > 0 && words.word(session - 1) === "session" ? words.list(session + 1, ACTING, true) : [];
}

/** The tokens of a statement outside of parentheses. */
class Words {
  readonly #tokens: readonly SqlToken[];

  constructor(tokens: readonly SqlToken[]) {
    let depth = 0;
    this.#tokens = tokens.filter(({ kind, text }) => {
      if (kind === "other" && text === "(") depth += 1;
      const inside = depth > 0;
      if (kind === "other" && text === ")") depth -= 1;
      return !inside;
    });
  }

  /** The plain word at a place; empty where there is something else. */
  word(at: number): string {
    const token = this.#tokens[at];
    return token?.kind === "word" ? token.text : "";
  }

  has(word: string): boolean {
    return this.find(word) >= 0;
  }

  isSign(at: number, sign: string): boolean {
    const token = this.#tokens[at];
    return token?.kind === "other" && token.text === sign;
  }

  find(word: string): number {
    return this.#tokens.findIndex(({ kind, text }) => kind === "word" && text === word);
  }

  findLast(word: string): number {
    return this.#tokens.findLastIndex(({ kind, text }) => kind === "word" && text === word);
  }

  /** The roles of a list `a, "B", GROUP c`; a name that goes on (`app_%s`) is not known, and none. */
  list(from: number, use: Use, strings = false): readonly RoleUse[] {
    const roles: RoleUse[] = [];
    if (from < 1) return roles;
    for (let at = from; ; at += 2) {
      if (this.word(at) === "group" && this.#tokens[at + 1]?.kind !== "other") at += 1;
      const token = this.#tokens[at];
      if (
        token === undefined ||
        !(token.kind === "word" || token.kind === "name" || (strings && token.kind === "string"))
      )
        return roles;
      const next = this.#tokens[at + 1];
      if (next?.kind === "other" && next.text !== "," && next.text !== ";") return roles;
      if (isRoleName(token)) roles.push({ role: token.text, ...use });
      if (!this.isSign(at + 1, ",")) return roles;
    }
  }
}

function isRoleName({ kind, text }: SqlToken): boolean {
  if (text === "" || text.startsWith("pg_") || text.includes("%") || text.includes("{")) return false;
  return kind !== "word" || !NO_ROLE.has(text);
}
