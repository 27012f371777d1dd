import {
  missingVariables,
  planRecipe,
  type PlannedTarget,
  type Recipe,
  type RecipeRequest,
  type Target,
} from "@migrun/core";
import { wantedVersionTable } from "../live/read-version-table.ts";
import { prepareGround, prepareRun, type RunGround, settingsOf } from "../run/prepare-run.ts";
import type { Scene } from "../run/run-request.ts";

/** Makes a recipe for the named targets; writes nothing. Throws a `MigrunError` (exit 2). */
export async function makeRecipe(
  scene: Scene,
  names: readonly string[],
  request: RecipeRequest,
): Promise<Recipe> {
  const ground = await prepareGround(scene);
  const { targets, problems } = await prepareRun(scene, ground, { names, variables: true });
  const planned = await Promise.all(targets.map((target) => factsOf(target, ground)));
  const recipe = planRecipe(planned, request);
  return {
    ...recipe,
    notes: [
      ...problems.map(({ file, message }) => `${ground.show(file)} is left out: ${message}`),
      ...(DEPLOYS.has(request.recipe)
        ? targets.flatMap((target, index) => urlNotes(target, planned[index]!, ground))
        : []),
      ...recipe.notes,
    ],
  };
}

/** The recipes that run migrun where the live databases are. */
const DEPLOYS: ReadonlySet<RecipeRequest["recipe"]> = new Set(["k8s", "helm"]);

async function factsOf(target: Target, { config, loaded }: RunGround): Promise<PlannedTarget> {
  const settings = settingsOf(config, target.name);
  const named = unsetVariable(loaded, `targets.${target.name}.url`);
  const direct = unsetVariable(loaded, `targets.${target.name}.migrateUrl`);
  const urlVariable = named ?? target.urlEnv[0] ?? variableFor(target.name);
  const given = [urlVariable, ...target.urlEnv, ...Object.keys(settings.env)];
  const others = [
    ...(direct === null ? [] : [direct]),
    ...target.urlEnv,
    ...missingVariables(target.variables, given).map(({ name }) => name),
  ];
  return {
    name: target.name,
    urlVariable,
    variables: [...new Set(others)].filter((name) => name !== urlVariable),
    after: settings.after,
    keepsRecord: settings.record,
    versionTable: await versionTableSql(target),
  };
}

/** The variable that a URL of the configuration waits for; null where it has a value. */
function unsetVariable({ unset }: RunGround["loaded"], path: string): string | null {
  const issue = unset.find((one) => one.path === path);
  return /the variable (\w+) is not set/u.exec(issue?.message ?? "")?.[1] ?? null;
}

/** What looks into live databases takes the URL from the configuration alone. */
function urlNotes(
  target: Target,
  { urlVariable }: PlannedTarget,
  { config, loaded }: RunGround,
): readonly string[] {
  const path = `targets.${target.name}.url`;
  if (settingsOf(config, target.name).url !== null || loaded.unset.some((one) => one.path === path))
    return [];
  return [
    `${target.name}: set url: \${${urlVariable}} below targets in the configuration; wait, verify and serve look there.`,
  ];
}

function variableFor(name: string): string {
  return `${name.toUpperCase().replaceAll(/\W+/gu, "_")}_DATABASE_URL`;
}

async function versionTableSql(target: Target): Promise<string> {
  const wanted = await wantedVersionTable(target);
  const { schema, name } = wanted ?? { schema: null, name: "alembic_version" };
  return [schema, name].flatMap((part) => (part === null ? [] : [sqlName(part)])).join(".");
}

/** As short as it may be written: the snippet is read by people. */
function sqlName(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/u.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
