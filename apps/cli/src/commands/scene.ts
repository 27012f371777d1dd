import type { Scene } from "../engine.ts";
import type { Io } from "../io.ts";
import type { Invocation } from "../invocation.ts";

/** Where a command works and what its flags said. */
export function sceneOf({ options }: Invocation, io: Io): Scene {
  return {
    cwd: io.cwd,
    env: io.env,
    flags: {
      config: options.config,
      server: options.server,
      postgres: options.postgres,
      jobs: options.jobs,
      python: options.python,
      since: options.since,
      changed: options.changed,
      allRevisions: options.allRevisions ? true : null,
      strict: options.strict ? true : null,
      allRules: options.allRules,
      assumeLockTimeout: options.assumeLockTimeout ? true : null,
      isolation: options.isolation,
      keep: options.keep,
      from: options.from,
      timeout: options.timeout,
    },
  };
}

/** How much to say: GitHub's debug switch counts as `-v`. */
export function verbosityOf({ options }: Invocation, { env }: Io): number {
  return Math.max(options.verbosity, env["RUNNER_DEBUG"] === "1" ? 1 : 0);
}
