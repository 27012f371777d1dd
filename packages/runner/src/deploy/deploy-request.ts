import type { RunEvent, UpgradeDocument, UpgradeTarget } from "@migrun/core";
import type { Scene } from "../run/run-request.ts";
import type { DeployChoice } from "./only-configured.ts";

/** How a deploy is to be done. Times in milliseconds. */
export interface DeployOptions {
  /** `heads`, or a revision as Alembic takes it. */
  readonly to: string;
  /** Was `--to heads` said, so that all heads are meant, however many there are? */
  readonly allHeads: boolean;
  /** Commit after each revision, also where env.py has one transaction for all. */
  readonly step: boolean;
  readonly dryRun: boolean;
  readonly allowDowngrade: boolean;
  readonly expectHost: readonly string[];
  /** Waiting for locks, in all. */
  readonly lockTimeoutMs: number;
  /** Trying again after a lock time-out, a deadlock, or a server that does not answer. */
  readonly retryForMs: number;
  /** From a signal until what runs is cancelled. */
  readonly graceMs: number;
}

/** `migrun upgrade` as the command line asked for it. */
export interface UpgradeRequest extends Scene, DeployChoice {
  readonly deploy: DeployOptions;
}

/** How a deploy talks back and is stopped. */
export interface UpgradeIo {
  readonly emit: (event: RunEvent) => void;
  readonly signal: AbortSignal;
  /** Nothing is waited for any more, and nobody looks: the report says what is known. Aborts after `signal`. */
  readonly hurry: AbortSignal;
  /** Asked before anything is changed, with what is going to be done; null: nobody is there to ask. */
  readonly confirm: ((plans: readonly UpgradeTarget[]) => Promise<boolean>) | null;
}

/** What came of it, redacted. */
export type UpgradeOutcome = UpgradeDocument;
