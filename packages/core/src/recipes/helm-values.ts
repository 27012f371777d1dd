import { yamlText } from "../init/yaml-text.ts";
import type { RecipeTarget } from "./recipe.ts";
import { kubernetesName } from "./kubernetes-names.ts";
import { RUN_AS_USER } from "./kubernetes-recipe.ts";

/** What the chart is made for. */
export interface HelmPlan {
  readonly image: string;
  readonly statusPage: boolean;
}

/** values.yaml of the chart. */
export function helmValues(targets: readonly RecipeTarget[], { image, statusPage }: HelmPlan): string {
  return [
    "# The application with migrun in it. A tag that stays (or a digest), never latest: Jobs are named after it.",
    `image: ${yamlText(image)}`,
    "imagePullSecrets: []",
    "# The user of the image, as a number.",
    `runAsUser: ${RUN_AS_USER}`,
    "",
    "# For a parent chart: hooks of a dependency cannot be turned off in another way.",
    "enabled: true",
    "",
    "# What is given to helm as --timeout, in seconds. The deadline of the Jobs follows from it, so that Helm never gives up",
    "# while one still works. Keep it below the limit of the CI job.",
    "helmTimeoutSeconds: 1800",
    "",
    "# true where the same release makes the database: it does not exist before the install, so the Jobs come after it.",
    "# Then no --wait and no --atomic on the first install: Helm would wait for pods, and the pods for the Jobs.",
    "databaseInChart: false",
    "",
    "# Look at the databases once more when the release is out.",
    "verify: true",
    "# A Deployment and a Service for migrun serve.",
    `statusPage: ${statusPage}`,
    "",
    "targets:",
    ...targets.flatMap(targetValues),
    "",
  ].join("\n");
}

function targetValues(target: RecipeTarget): readonly string[] {
  const keys = [target.urlVariable, ...target.variables];
  return [
    `  ${yamlText(target.name)}:`,
    "    enabled: true",
    `    # Its keys: ${keys.join(", ")}. It has to exist before the release, in the same namespace.`,
    `    secretName: ${kubernetesName(target.name)}-database`,
    "    # Or given here, by key: then the chart makes that Secret, as a hook before the Jobs.",
    "    secretData: {}",
  ];
}
