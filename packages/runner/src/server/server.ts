import type { Endpoint } from "../bridge/protocol.ts";
import type { Connection } from "../database/connect.ts";

/** How isolated databases are asked for. */
export type ServerKind = "embedded" | "system" | "given";

/**
 * A server in the hands of one target: with `embedded` and `system` a private cluster, with
 * `given` a name space on a shared server. Disposing drops every database made through it.
 */
export interface LeasedServer extends AsyncDisposable {
  readonly kind: ServerKind;
  readonly endpoint: Endpoint;
  /** An open connection to the maintenance database, as whoever makes the databases. */
  readonly admin: Connection;
  /** `17.10`. */
  readonly version: string;
  readonly major: number;
  /**
   * Makes an empty database and returns its name: the wanted one in a private cluster (with a suffix
   * if taken), `migrun_<run>_<target>_<n>` on a given server.
   */
  createDatabase(wanted: string): Promise<string>;
  dropDatabase(name: string): Promise<void>;
  /**
   * Makes a login role without any right of its own, to own databases made here. It is called as wanted in a private
   * cluster, `migrun_<run>_…` on a given server, and goes away with the lease.
   */
  createOwner(wanted: string): Promise<Endpoint>;
  /**
   * Drops the roles that were not there before, but `kept` ones, for a history that runs from nothing again. Needs all
   * databases dropped. On a given server only where it is nobody else's and no other target is at work.
   */
  restoreRoles(kept: readonly string[]): Promise<void>;
  /** Leave everything in place when disposed (`--keep`), and say how to connect. */
  keep(): string;
  /** Cluster-wide leftovers on a given server that could not be restored, in words; empty otherwise. */
  leftovers(): Promise<readonly string[]>;
}

/** Makes leases, at most `size` private clusters at a time; disposing stops them all and removes their files. */
export interface ServerPool extends AsyncDisposable {
  readonly kind: ServerKind;
  /** Starts a cluster ahead of need, so that it is ready when Python is. Errors appear at `lease`. */
  warm(count: number): void;
  lease(target: string, signal: AbortSignal): Promise<LeasedServer>;
}
