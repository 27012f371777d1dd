import { readFile } from "node:fs/promises";
import { err, ok } from "@migrun/core";
import type { Result } from "@migrun/core";
import type { DatabasePlace, Tls } from "../database/connect.ts";
import type { ServerProblem } from "./server-problem.ts";

/**
 * Reads `--server postgresql://user:password@host:port/database?sslmode=require`. The database is the
 * one to connect to for making others; `postgres` where none is given. Of libpq's parameters `host`
 * (a socket folder), `sslmode` and `sslrootcert` are known; a mistyped one is an error.
 */
export async function parseServerUrl(url: string): Promise<Result<DatabasePlace, ServerProblem>> {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !/^postgres(ql)?(\+\w+)?:$/u.test(parsed.protocol)) {
    return err(badUrl("It is not a URL of the form postgresql://user:password@host:5432/database."));
  }
  const known = new Set(["host", "sslmode", "sslrootcert"]);
  const unknown = [...parsed.searchParams.keys()].find((name) => !known.has(name));
  if (unknown !== undefined) return err(badUrl(`It has a parameter that is not known here: ${unknown}.`));
  const tls = await readTls(parsed.searchParams);
  if (!tls.ok) return tls;
  try {
    const host =
      parsed.searchParams.get("host") ?? decodeURIComponent(parsed.hostname.replace(/^\[(.*)\]$/u, "$1"));
    return ok({
      endpoint: {
        host: host === "" ? "localhost" : host,
        port: parsed.port === "" ? 5432 : Number(parsed.port),
        user: decodeURIComponent(parsed.username) || "postgres",
        password: decodeURIComponent(parsed.password),
      },
      database: decodeURIComponent(parsed.pathname.slice(1)) || "postgres",
      ...(tls.value === undefined ? {} : { tls: tls.value }),
    });
  } catch {
    return err(badUrl("A part of it is not percent-encoded correctly."));
  }
}

/** As libpq: `require` encrypts without checking who answers, `verify-*` checks; undefined leaves it to the server. */
async function readTls(parameters: URLSearchParams): Promise<Result<Tls | undefined, ServerProblem>> {
  const mode = parameters.get("sslmode") ?? "prefer";
  if (mode === "allow" || mode === "prefer") return ok(undefined);
  if (mode === "disable") return ok(false);
  if (mode === "require") return ok({ rejectUnauthorized: false });
  if (mode !== "verify-ca" && mode !== "verify-full")
    return err(badUrl(`Its sslmode is not known: ${mode}.`));
  const file = parameters.get("sslrootcert");
  if (file === null) return ok({ rejectUnauthorized: true });
  const ca = await readFile(file, "utf8").catch(() => null);
  return ca === null
    ? err(badUrl("The file of its sslrootcert cannot be read."))
    : ok({ rejectUnauthorized: true, ca });
}

// The URL itself is never repeated: it holds a password, and a broken one cannot be redacted safely.
function badUrl(why: string): ServerProblem {
  return {
    kind: "bad-url",
    message: `The server given by --server, MIGRUN_SERVER or the configuration cannot be used. ${why}`,
    hint: "Give `embedded`, or postgresql://user:password@host:5432/postgres; encode @ : / in a password as %40 %3A %2F.",
  };
}
