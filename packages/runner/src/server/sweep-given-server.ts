import { err, ok } from "@migrun/core";
import type { Result } from "@migrun/core";
import { withConnection } from "../database/connect.ts";
import { givenProblem } from "./given-problem.ts";
import { parseServerUrl } from "./parse-server-url.ts";
import type { ServerProblem } from "./server-problem.ts";
import { sweepDatabases } from "./sweep-databases.ts";

/** For `migrun gc`: drops what dead runs of this host left on a given server, and what they kept. Gives the names. */
export async function sweepGivenServer(url: string): Promise<Result<readonly string[], ServerProblem>> {
  const place = await parseServerUrl(url);
  if (!place.ok) return place;
  const swept = await withConnection(place.value, async (connection) => {
    const [row] = await connection.query<{ number: number }>(
      "SELECT current_setting('server_version_num')::int AS number",
    );
    return await sweepDatabases(connection, Math.floor((row?.number ?? 0) / 10_000), { kept: true });
  });
  return swept.ok ? ok(swept.value) : err(givenProblem(place.value, swept.error));
}
