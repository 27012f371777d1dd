import type { Engine } from "@migrun/runner";
import { VERSION } from "./version.ts";

/** The seam between the command line and the runner: what is behind it is loaded only by a command that works. */
export type { ConfigRow as ConfigEntry } from "@migrun/core";
export type {
  DraftFile,
  Engine,
  ExecRequest,
  FileChange,
  InitDraft,
  LockRequest,
  LockState,
  MendOutcome,
  PlacedFile,
  RunCommand,
  RunIo,
  RunRequest,
  RenderedPage,
  Scene,
  ServedTarget,
  ServePage,
  TargetLook,
  VerifyOutcome,
  WaitOutcome,
  UpgradeRequest,
} from "@migrun/runner";

/** Loads the runner. */
export type LoadEngine = () => Promise<Engine>;

/** The engine of the runner package. */
export const loadEngine: LoadEngine = async () => (await import("./command-line.ts")).createEngine(VERSION);
