import { createHash } from "node:crypto";
import { type Context, Hono } from "hono";
import { type GraphDocument, type GraphTarget, type LiveStatus, renderMetrics } from "@migrun/core";
import type { LiveTarget } from "../live/read-live-targets.ts";
import { callerOf } from "./bearer.ts";
import type { CachedLook, LookCache } from "./look-cache.ts";
import type { ServeRequest } from "./serve-request.ts";

/** What answers are made from. */
export interface AppScene {
  readonly cache: LookCache;
  readonly document: GraphDocument;
  readonly request: Pick<ServeRequest, "isPublic" | "token" | "cacheSeconds" | "renderPage">;
  readonly version: string;
}

type Env = { Variables: { statesOnly: boolean } };

const HEADERS: Readonly<Record<string, string>> = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
};

const CHALLENGE = { "WWW-Authenticate": 'Basic realm="migrun: the token is the password", charset="UTF-8"' };

/** The routes of `serve`. No answer holds a URL, a host, SQL, a message of a server or a stack. */
export function createApp(scene: AppScene): Hono<Env> {
  const { cache, request, version } = scene;
  const app = new Hono<Env>();
  app.use(async (context, next) => {
    for (const [name, value] of Object.entries(HEADERS)) context.header(name, value);
    const { method, path } = context.req;
    if (method !== "GET" && method !== "HEAD")
      return context.json({ error: "only GET and HEAD are answered" }, 405, { Allow: "GET, HEAD" });
    const caller = request.isPublic
      ? callerOf(context.req.header("authorization"), request.token)
      : "trusted";
    // Liveness stays liveness, whatever a caller brings along.
    if (caller === "wrong" && path !== "/healthz")
      return context.json({ error: "the token is not right" }, 401, CHALLENGE);
    context.set("statesOnly", caller !== "trusted");
    return await next();
  });
  app.get("/healthz", (context) => context.text("ok\n"));
  app.get("/migration_status", async (context) => {
    const looks = await lookAll(cache);
    const targets = looks.map(({ look }) => ({
      name: look.status.name,
      ...bodyOf(look.status, context.get("statesOnly")),
    }));
    return context.json({ targets }, looks.every(({ look }) => isHealthy(look.status)) ? 200 : 503);
  });
  app.get("/migration_status/*", async (context) => {
    const target = namedTarget(context, cache.targets);
    if (target === undefined) return context.json({ error: "there is no target of this name" }, 404);
    const { look } = await cache.get(target);
    const { status } = look;
    return context.json(bodyOf(status, context.get("statesOnly")), isHealthy(status) ? 200 : 503);
  });
  app.get("/metrics", async (context) => {
    const looks = (await lookAll(cache)).map(({ look }) => look);
    const text = renderMetrics({
      targets: looks.map(({ status }) => status),
      appliedAt: new Map(
        looks.flatMap(({ status, appliedAt }) => (appliedAt === null ? [] : [[status.name, appliedAt]])),
      ),
      version,
      statesOnly: context.get("statesOnly"),
    });
    return context.body(text, 200, { "Content-Type": "text/plain; version=0.0.4; charset=utf-8" });
  });
  app.get("/login", (context) =>
    context.get("statesOnly")
      ? context.text("The details need the token.\n", 401, CHALLENGE)
      : context.redirect("/", 302),
  );
  app.get("/", async (context) => answerPage(context, scene));
  app.notFound((context) => context.json({ error: "there is nothing at this path" }, 404));
  app.onError((_, context) => context.json({ error: "this is a bug in migrun" }, 500));
  return app;
}

async function answerPage(
  context: Context<Env>,
  { cache, document, request, version }: AppScene,
): Promise<Response> {
  const looks = await lookAll(cache);
  const { html, styles } = request.renderPage({
    targets: looks.map(({ look, at }) => ({
      status: look.status,
      graph: liveGraph(document, look.status),
      lookedAt: at,
    })),
    statesOnly: context.get("statesOnly"),
    refreshSeconds: Math.max(5, Math.ceil(request.cacheSeconds)),
    version,
  });
  const hashes = styles.map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
  context.header(
    "Content-Security-Policy",
    `default-src 'none'; style-src ${hashes.join(" ")}; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
  );
  return context.html(html);
}

function lookAll(cache: LookCache): Promise<readonly CachedLook[]> {
  return Promise.all(cache.targets.map((target) => cache.get(target)));
}

/** Names may hold slashes, written as they are or encoded. */
function namedTarget(context: Context<Env>, targets: readonly LiveTarget[]): LiveTarget | undefined {
  const path = context.req.path.slice("/migration_status/".length);
  let name = path;
  try {
    name = decodeURIComponent(path);
  } catch {
    // A lone % is one.
  }
  return targets.find((target) => target.name === name);
}

function isHealthy({ state }: LiveStatus): boolean {
  return state === "at_head" || state === "ahead";
}

function bodyOf(
  { state, current, expected }: LiveStatus,
  statesOnly: boolean,
): Readonly<Record<string, unknown>> {
  if (statesOnly) return { state };
  return { current_revision: oneOrMany(current), expected: oneOrMany(expected), state };
}

/** Null for none, the id alone, a list of several. */
function oneOrMany(ids: readonly string[]): string | readonly string[] | null {
  return ids.length > 1 ? ids : (ids[0] ?? null);
}

function liveGraph({ targets }: GraphDocument, { name, pending }: LiveStatus): GraphTarget {
  const target = targets.find((one) => one.name === name)!;
  const isPending = new Set(pending);
  return {
    ...target,
    revisions: target.revisions.map((revision) => ({ ...revision, isNew: isPending.has(revision.id) })),
  };
}
