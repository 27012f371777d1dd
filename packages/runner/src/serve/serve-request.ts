import type { GraphTarget, LiveStatus } from "@migrun/core";
import type { LiveRequest } from "../live/live-request.ts";

/** What the page for people is made of. */
export interface ServePage {
  readonly targets: readonly ServedTarget[];
  /** Are details left out, because the reader has no token? */
  readonly statesOnly: boolean;
  /** Seconds until the reader should ask again. */
  readonly refreshSeconds: number;
  readonly version: string;
}

/** One target of the page. */
export interface ServedTarget {
  readonly status: LiveStatus;
  /** Its history; what is pending counts as new. */
  readonly graph: GraphTarget;
  /** Milliseconds since 1970. */
  readonly lookedAt: number;
}

/** A page and the texts of its `<style>` elements, which alone may style it. */
export interface RenderedPage {
  readonly html: string;
  readonly styles: readonly string[];
}

/** What `serve` serves, and to whom. */
export interface ServeRequest extends LiveRequest {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly cacheSeconds: number;
  /** States only, but for those who have the token. */
  readonly isPublic: boolean;
  readonly token: string | null;
  readonly renderPage: (page: ServePage) => RenderedPage;
}
