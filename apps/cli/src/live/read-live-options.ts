import { type Demand, MigrunError, nearest, REQUIREMENTS, type Requirement } from "@migrun/core";
import type { CommandSpec } from "../command-spec.ts";

/** The values of the options of `live-options.ts`. */
export interface LiveOptions {
  readonly require: Requirement | null;
  readonly allowUnknown: boolean;
  /** Seconds; null: not given. */
  readonly waitSeconds: number | null;
  readonly host: string | null;
  readonly port: number | null;
  readonly public: boolean;
  readonly tokenFile: string | null;
  /** Seconds; null: not given. */
  readonly cacheSeconds: number | null;
}

/** Reads what the parser found. Throws a `MigrunError` (exit 2). */
export function readLiveOptions(
  { options }: CommandSpec,
  values: Readonly<Record<string, unknown>>,
): LiveOptions {
  const text = (key: string): string | null => (typeof values[key] === "string" ? values[key] : null);
  const number = (key: string): number | null => (typeof values[key] === "number" ? values[key] : null);
  const isAtLeast = values["atLeastCode"] === true;
  return {
    require: requirementOf(text("require"), isAtLeast),
    allowUnknown: values["allowUnknown"] === true,
    waitSeconds: options.includes("waitTimeout") ? number("timeout") : null,
    host: text("host"),
    port: number("port"),
    public: values["public"] === true,
    tokenFile: text("tokenFile"),
    cacheSeconds: number("cache"),
  };
}

/** What a command demands where nothing else is said. */
export function demandOf({ require, allowUnknown }: LiveOptions, fallback: Requirement): Demand {
  return { require: require ?? fallback, allowUnknown };
}

function requirementOf(given: string | null, isAtLeast: boolean): Requirement | null {
  if (given === null) return isAtLeast ? "at-least-code" : null;
  const known = REQUIREMENTS.find((one) => one === given);
  if (known === undefined) throw usage(`unknown state in --require: ${given}`, meant(given));
  if (isAtLeast && known !== "at-least-code")
    throw usage("--require at-head and --at-least-code exclude each other", "Give one of them.");
  return known;
}

function meant(given: string): string {
  const word = nearest(given, REQUIREMENTS);
  return word === null ? `Choose from: ${REQUIREMENTS.join(", ")}.` : `Did you mean ${word}?`;
}

function usage(message: string, hint: string): MigrunError {
  return new MigrunError(message, { code: "MIGRUN_USAGE", exitCode: 2, hint });
}
