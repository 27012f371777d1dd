import { readFile } from "node:fs/promises";
import { parseEnv } from "node:util";
import { isGiven } from "@migrun/core";
import type { Target, TargetVariable, VariableFact } from "@migrun/core";
import { childEnvironment } from "../run/child-environment.ts";
import { type RunGround, settingsOf } from "../run/prepare-run.ts";
import { suppliedParts } from "../run/target-urls.ts";
import { readDotenv } from "../targets/dotenv-files.ts";

/** The variables of a target that matter before it runs. */
export interface VariablesDiagnosis {
  /** Those that migrun makes lead to the isolated database. */
  readonly database: readonly VariableFact[];
  /** Those without which Python raises, and who gives them. */
  readonly required: readonly VariableFact[];
}

/** Where variables of the database and of settings were seen, and who gives each. Values are never repeated. */
export async function diagnoseVariables(
  target: Target,
  ground: RunGround,
  env: Readonly<Record<string, string | undefined>>,
): Promise<VariablesDiagnosis> {
  const settings = settingsOf(ground.config, target.name);
  const sources: { readonly who: string; readonly names: readonly string[] }[] = [
    { who: "configuration", names: Object.keys(settings.env) },
  ];
  const configured: Record<string, string> = {};
  for (const file of settings.envFile) {
    const values = parseEnv(await readFile(file, "utf8").catch(() => ""));
    Object.assign(configured, values);
    sources.push({ who: ground.show(file), names: Object.keys(values) });
  }
  Object.assign(configured, settings.env);
  const dotenv = await readDotenv(target);
  const child = childEnvironment({ inherited: env, configured, urls: {} }).env;
  sources.push(
    { who: "environment", names: Object.keys(child) },
    { who: ".env", names: Object.keys(dotenv) },
  );
  const giver = (variable: TargetVariable): string | null =>
    sources.find(({ names }) => isGiven(variable, names))?.who ?? null;
  const parts = suppliedParts(target, { configured, inherited: env, dotenv }).map(({ name }) => name);
  const supplied = new Set([...target.urlEnv, ...parts]);
  const fact = (variable: TargetVariable, given: string | null): VariableFact => ({
    name: variable.name,
    from: variable.via,
    file: ground.show(variable.file),
    line: variable.line,
    given,
  });
  return {
    database: [...supplied].map((name) => {
      const variable = target.variables.find((one) => one.name === name);
      if (variable !== undefined) return fact(variable, "migrun");
      return { name, from: "configuration", file: null, line: null, given: "migrun" };
    }),
    required: target.variables
      .filter((one) => one.required && !supplied.has(one.name))
      .map((one) => fact(one, giver(one))),
  };
}
