import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { MigrunError } from "@migrun/core";
import type { Context } from "../context.ts";
import { oneLine } from "../plain-text.ts";
import type { Invocation } from "../invocation.ts";
import { renderPage } from "../serve/render-page.ts";
import { sceneOf } from "./scene.ts";

const DEFAULTS = { host: "127.0.0.1", port: 8080, cacheSeconds: 15 } as const;
/** Shorter ones can be guessed. */
const SHORTEST_TOKEN = 16;

/** `serve`: the live state over HTTP, until a signal; that is its regular end (0). */
export async function runServe(invocation: Invocation, { io, loadEngine }: Context): Promise<number> {
  const { operands, options } = invocation;
  const { live, quiet } = options;
  const token = await readToken(live.tokenFile, io);
  const isPublic = live.public || token !== null;
  const host = live.host ?? DEFAULTS.host;
  const say = (line: string): void => {
    if (!quiet) void io.stderr.write(`migrun: ${line}\n`);
  };
  const engine = await loadEngine();
  await engine.serve(
    {
      ...sceneOf(invocation, io),
      names: operands,
      host,
      port: live.port ?? DEFAULTS.port,
      cacheSeconds: live.cacheSeconds ?? DEFAULTS.cacheSeconds,
      isPublic,
      token,
      renderPage,
    },
    {
      emit: () => {},
      signal: io.signal,
      onListening: ({ url, targets, leftOut }) => {
        say(`serving ${targets.map(oneLine).join(", ")} on ${url}`);
        if (leftOut.length > 0) say(`no \`url\` is configured for ${leftOut.map(oneLine).join(", ")}`);
        if (!isPublic && !isLoopback(host))
          say("whoever reaches this address sees revision ids; --public hides them");
        if (isPublic && token === null) say("no token is set, so nobody sees details");
      },
    },
  );
  return 0;
}

/** The token comes from a file or the environment, never from the command line, which every user of a machine can read. */
async function readToken(file: string | null, { env, cwd }: Context["io"]): Promise<string | null> {
  const given = env["MIGRUN_TOKEN"] ?? "";
  if (file === null && given === "") return null;
  const token = file === null ? given : await readFile(resolve(cwd, file), "utf8").catch(() => null);
  if (token === null)
    throw usage(`the token file ${file} cannot be read`, "Give a file that this user may read.");
  if (token.trim().length < SHORTEST_TOKEN)
    throw usage(
      `the token has fewer than ${SHORTEST_TOKEN} characters`,
      "Make one with `openssl rand -hex 24`, and give it by --token-file or MIGRUN_TOKEN.",
    );
  return token.trim();
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

function usage(message: string, hint: string): MigrunError {
  return new MigrunError(message, { code: "MIGRUN_USAGE", exitCode: 2, hint });
}
