import type { RecipeTarget } from "./recipe.ts";

/** The two Jobs of a target. */
export type JobPurpose = "migrate" | "verify";

/** Where manifests go: what differs between a plain file and the template of a chart. Texts are YAML values. */
export interface Placement {
  readonly image: string;
  /** A text as a YAML value. */
  readonly text: (value: string) => string;
  readonly runAsUser: string;
  readonly deadlineSeconds: string;
  /** The Secret that holds the variables of a target. */
  readonly secret: (target: RecipeTarget) => string;
  /** What stands below `metadata` of a Job. */
  readonly jobMetadata: (purpose: JobPurpose, target: RecipeTarget) => readonly string[];
  /** Lines of a pod's spec that only one of them has. */
  readonly podExtras: readonly string[];
}
