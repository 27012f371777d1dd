import {
  isUrlVariable,
  missingVariables,
  placeOfVariable,
  type TargetVariable,
  yamlText,
} from "@migrun/core";
import type { BridgeError } from "../bridge/protocol.ts";
import type { CheckContext } from "./check-context.ts";

/**
 * The variables that env.py, or a settings object that it makes, demands and nobody gave. Python stops at the first
 * object that fails: what the source demands besides is added, so that all are named at once. Empty: the failure is
 * another one.
 */
export function missingSettings(error: BridgeError, context: CheckContext): readonly string[] {
  const named = error.kind === "settings" ? error.variables : mentioned(error, context);
  if (named.length === 0) return [];
  const inSource = missingVariables(context.target.variables, context.given).map((one) => one.name);
  return [...new Set([...named, ...inSource])].sort();
}

/** `raise RuntimeError("SECRET_KEY is not set")`: an error of env.py that names a variable which it read in vain. */
function mentioned(error: BridgeError, context: CheckContext): readonly string[] {
  if (error.revision !== null || (error.kind !== "raised" && error.kind !== "exited")) return [];
  const words = new Set(error.message.match(/\w+/gu));
  const given = new Set(context.given);
  return context.target.variables
    .map((one) => one.name)
    .filter((name) => words.has(name) && !given.has(name) && /[A-Z]/u.test(name));
}

/** What is missing, and what migrun gives by itself. */
export function settingsMessage(missing: readonly string[], context: CheckContext): string {
  const withheld = missing.filter((one) => context.withheld.includes(one));
  const supplied = context.supplied.filter((one) => !missing.includes(one));
  // Five parts of one URL need no place each.
  const told = supplied.length > 2 ? supplied : supplied.map((one) => withPlace(one, context));
  return [
    `env.py, or what it imports, needs variables that are not set: ${missing.join(", ")}.`,
    withheld.length === 0
      ? ""
      : `Withheld, since the value is the URL of a database: ${withheld.join(", ")}.`,
    supplied.length === 0 ? "" : `Given by migrun, for the isolated database: ${told.join(", ")}.`,
  ]
    .filter((part) => part !== "")
    .join(" ");
}

/** The configuration that gives them. Database URLs get a value by themselves (`urlEnv`). */
export function settingsAdvice(missing: readonly string[], context: CheckContext): string {
  const urls = missing.filter((one) => isUrlVariable(one) || context.withheld.includes(one));
  const others = missing.filter((one) => !urls.includes(one));
  const lines = ["targets:", `  ${yamlText(context.target.name)}:`];
  if (urls.length > 0) lines.push(`    urlEnv: [${urls.join(", ")}] # the isolated database, by itself`);
  if (others.length > 0) lines.push("    env:");
  for (const one of others) {
    const variable = find(one, context);
    const from = variable === undefined ? "" : ` # ${placeOfVariable(variable, context.show)}`;
    lines.push(`      ${one}: "…"${from}`);
  }
  return `Give them for checks in the configuration:\n${lines.map((line) => `    ${line}`).join("\n")}`;
}

function withPlace(name: string, context: CheckContext): string {
  const variable = find(name, context);
  return variable === undefined ? name : `${name} (${placeOfVariable(variable, context.show)})`;
}

function find(name: string, context: CheckContext): TargetVariable | undefined {
  return context.target.variables.find((one) => one.name === name);
}
