import type { DatabaseFailure, DatabasePlace } from "../database/connect.ts";
import type { ServerProblem } from "./server-problem.ts";

/** Turns what a given server answered into what its owner can do. Names host, port and user; never the password. */
export function givenProblem({ endpoint, database }: DatabasePlace, failure: DatabaseFailure): ServerProblem {
  const server = `${endpoint.host}:${endpoint.port}`;
  const details = [failure.message];
  switch (failure.kind) {
    case "login":
      return {
        kind: "login",
        message: `The given server ${server} does not let the user ${endpoint.user} in.`,
        hint: "Correct user and password of --server or MIGRUN_SERVER.",
        details,
      };
    case "no-database":
      return {
        kind: "unreachable",
        message: `The given server ${server} has no database ${database} to connect to.`,
        hint: "Name a database that exists at the end of the URL, such as /postgres.",
        details,
      };
    case "unreachable":
    case "timed-out":
    case "lost":
      return {
        kind: "unreachable",
        message: `The given server ${server} cannot be reached.`,
        hint: "Start it, or correct host and port of --server or MIGRUN_SERVER; `--server embedded` needs none.",
        details,
      };
    case "statement":
      if (failure.sqlState === "42501") return noRight(server, endpoint.user);
      return {
        kind: "failed",
        message: `The given server ${server} refused a statement of migrun's own.`,
        hint: "Mend what it says, or use `--server embedded`.",
        details,
      };
  }
}

/** The user of a given server may not make roles, as `as: owner` needs. */
export function noRightForRoles(server: string, user: string): ServerProblem {
  return {
    kind: "no-right",
    message: `The user ${user} may not create roles on the given server ${server}, and \`as: owner\` needs one.`,
    hint: `Run ALTER ROLE "${user}" CREATEROLE there, give another user by --server or MIGRUN_SERVER, or remove \`as: owner\`.`,
  };
}

/** The user of a given server may not make databases. */
export function noRight(server: string, user: string): ServerProblem {
  return {
    kind: "no-right",
    message: `The user ${user} may not create databases on the given server ${server}.`,
    hint: `Run ALTER ROLE "${user}" CREATEDB there, or give another user by --server or MIGRUN_SERVER.`,
  };
}
