import type { LeasedServer } from "../../src/server/server.ts";

/** Where the fake server says that it is. */
export const ENDPOINT = { host: "127.0.0.1", port: 6000, user: "postgres", password: "x" };

/** A server port that only remembers names; the real one is tested with real Postgres. */
export function fakeServer(): LeasedServer & { readonly made: string[] } {
  const made: string[] = [];
  return {
    made,
    kind: "embedded",
    endpoint: ENDPOINT,
    get admin(): never {
      throw new Error("nothing is asked of the server itself");
    },
    createOwner: async () => ENDPOINT,
    restoreRoles: async () => {},
    version: "17.10",
    major: 17,
    createDatabase: async (wanted) => {
      const name = made.includes(wanted) ? `${wanted}_2` : wanted;
      made.push(name);
      return name;
    },
    dropDatabase: async (name) => {
      made.splice(made.indexOf(name), 1);
    },
    keep: () => "",
    leftovers: async () => [],
    [Symbol.asyncDispose]: async () => {},
  };
}
