import { MigrunError } from "../errors.ts";
import { fastapiSnippet, flaskSnippet } from "./health-snippets.ts";
import { helmFiles } from "./helm-recipe.ts";
import { kubernetesFiles } from "./kubernetes-recipe.ts";
import { isImage, isMutable, isNamespace, kubernetesName } from "./kubernetes-names.ts";
import type { Recipe, RecipeFile, RecipeRequest, RecipeTarget } from "./recipe.ts";

/** A target of a recipe, and where its rows are. */
export interface PlannedTarget extends RecipeTarget {
  /** As SQL. */
  readonly versionTable: string;
}

/** Makes the files of a recipe. Throws a `MigrunError` (exit 2) where the request does not fit it. */
export function planRecipe(targets: readonly PlannedTarget[], request: RecipeRequest): Recipe {
  switch (request.recipe) {
    case "k8s":
    case "helm":
      return deployRecipe(targets, request);
    case "fastapi":
    case "flask":
      return snippetRecipe(targets, request);
  }
}

function snippetRecipe(
  targets: readonly PlannedTarget[],
  { recipe, image, namespace, statusPage }: RecipeRequest,
): Recipe {
  if (image !== null || namespace !== null || statusPage)
    throw usage(`${recipe} takes no --image, --namespace or --status-page`, "Leave them out.");
  const [target, ...more] = targets;
  if (target === undefined || more.length > 0) {
    const names = targets.map(({ name }) => name).join(", ");
    throw usage(
      `the snippet is for one target, and these are ${targets.length}: ${names}`,
      `Name one: migrun generate ${recipe} ${target?.name ?? "NAME"}`,
    );
  }
  const snippet = recipe === "fastapi" ? fastapiSnippet : flaskSnippet;
  return {
    files: [{ path: "migration_status.py", text: snippet({ target, versionTable: target.versionTable }) }],
    notes: recordNotes(targets),
  };
}

function deployRecipe(targets: readonly PlannedTarget[], request: RecipeRequest): Recipe {
  const { recipe, image, namespace, statusPage } = request;
  if (image === null)
    throw usage(
      `${recipe} needs --image`,
      "Give the reference of the release: --image registry.example.org/shop:1.4.2",
    );
  if (!isImage(image))
    throw usage(
      `--image is no reference of an image: ${image}`,
      "Write it as registry.example.org/shop:1.4.2, or with @sha256:...",
    );
  if (namespace !== null && recipe === "helm")
    throw usage("helm takes no --namespace", "Helm gives it: helm upgrade --namespace NAME.");
  if (namespace !== null && !isNamespace(namespace))
    throw usage(
      `--namespace is no name of a namespace: ${namespace}`,
      "Lower-case letters, digits and dashes, at most 63.",
    );
  const clash = clashOf(targets);
  if (clash !== null)
    throw usage(
      `${clash} would have the same name in Kubernetes`,
      "Generate one at a time, into folders of their own.",
    );
  const files: readonly RecipeFile[] =
    recipe === "helm"
      ? helmFiles(targets, { image, statusPage })
      : kubernetesFiles(targets, { image, namespace, statusPage });
  return { files, notes: [...imageNotes(image), ...recordNotes(targets)] };
}

function clashOf(targets: readonly RecipeTarget[]): string | null {
  for (const { name } of targets) {
    const same = targets.filter((one) => kubernetesName(one.name) === kubernetesName(name));
    if (same.length > 1) return same.map((one) => one.name).join(", ");
  }
  return null;
}

function imageNotes(image: string): readonly string[] {
  if (!isMutable(image)) return [];
  return [
    `${image} names another image each time, and the Jobs are named after it: a second release would find the Job of the first. Give a tag that stays, or a digest.`,
  ];
}

function recordNotes(targets: readonly RecipeTarget[]): readonly string[] {
  const without = targets.filter(({ keepsRecord }) => !keepsRecord).map(({ name }) => name);
  if (without.length === 0) return [];
  return [
    `${without.join(", ")}: set record: true, or an older image cannot know after a rollback that the database is ahead, and its pods wait.`,
  ];
}

function usage(message: string, hint: string): MigrunError {
  return new MigrunError(message, { code: "MIGRUN_USAGE", exitCode: 2, hint });
}
