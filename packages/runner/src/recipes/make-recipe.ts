import {
  joinPath,
  missingVariables,
  planRecipe,
  type PlannedTarget,
  type Recipe,
  type RecipeRequest,
  type Target,
  type UrlVariables,
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
  const url = variablesOf(loaded, target, "url");
  const urlVariable =
    (url.isWhole ? url.names[0] : undefined) ?? target.urlEnv[0] ?? variableFor(target.name);
  const given = [urlVariable, ...target.urlEnv, ...Object.keys(settings.env)];
  const others = [
    ...url.names,
    ...variablesOf(loaded, target, "migrateUrl").names,
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

/** As they are written: the shell that generates says nothing about the place that deploys. */
function variablesOf(
  { urlVariables }: RunGround["loaded"],
  { name }: Target,
  key: "url" | "migrateUrl",
): UrlVariables {
  return urlVariables.get(joinPath(["targets", name, key])) ?? { names: [], isWhole: false };
}

/** What looks into live databases takes the URL from the configuration alone. */
function urlNotes(
  target: Target,
  { urlVariable }: PlannedTarget,
  { config, loaded }: RunGround,
): readonly string[] {
  const isWritten = variablesOf(loaded, target, "url").names.length > 0;
  if (isWritten || settingsOf(config, target.name).url !== null) return [];
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
