import { isGiven } from "@migrun/core";
import type { FindingDraft, Target, TargetVariable, VariableFact } from "@migrun/core";
import { childEnvironment } from "../run/child-environment.ts";
import { type RunGround, settingsOf } from "../run/prepare-run.ts";
import { readEnvFiles } from "../run/setting-files.ts";
import { suppliedParts } from "../run/target-urls.ts";
import { readDotenv } from "../targets/dotenv-files.ts";

/** The variables of a target that matter before it runs. */
export interface VariablesDiagnosis {
  /** Those that migrun makes lead to the isolated database. */
  readonly database: readonly VariableFact[];
  /** Those without which Python raises, and who gives them. */
  readonly required: readonly VariableFact[];
  /** The `envFile`s that cannot be read (MX916). */
  readonly unreadable: readonly FindingDraft[];
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
  const unreadable: FindingDraft[] = [];
  for (const file of settings.envFile) {
    const read = await readEnvFiles([file], ground.show);
    if (!read.ok) {
      unreadable.push(read.error.draft);
      continue;
    }
    Object.assign(configured, read.value);
    sources.push({ who: ground.show(file), names: Object.keys(read.value) });
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
    unreadable,
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
