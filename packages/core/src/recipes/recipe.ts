/** What `migrun generate` makes. */
export const RECIPES = ["k8s", "helm", "fastapi", "flask"] as const;
/** One of them. */
export type RecipeName = (typeof RECIPES)[number];

/** What a recipe has to know of a target. */
export interface RecipeTarget {
  readonly name: string;
  /** The variable that holds the URL of the live database. */
  readonly urlVariable: string;
  /** Other variables without which env.py raises. */
  readonly variables: readonly string[];
  /** Targets whose databases are upgraded first. */
  readonly after: readonly string[];
  /** Does `upgrade` keep the record by which an older image knows that the database is ahead? */
  readonly keepsRecord: boolean;
}

/** What the command line said. */
export interface RecipeRequest {
  readonly recipe: RecipeName;
  /** Reference of the image that has the application and migrun in it. */
  readonly image: string | null;
  readonly namespace: string | null;
  /** Beside the rest: a Deployment and a Service for `migrun serve`. */
  readonly statusPage: boolean;
}

/** A file of a recipe. */
export interface RecipeFile {
  /** Below the folder that it is written to, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** A recipe for these targets. */
export interface Recipe {
  readonly files: readonly RecipeFile[];
  /** What the reader has to do or to know, for stderr. */
  readonly notes: readonly string[];
}
