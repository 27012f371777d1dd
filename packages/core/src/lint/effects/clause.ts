import type { AlterTableCmd } from "../tree.ts";
import type { Context } from "./context.ts";
import type { Effect, RelationRef } from "./effect.ts";

/** One clause of ALTER TABLE and what it alters. */
export interface Clause {
  readonly on: RelationRef;
  readonly command: AlterTableCmd;
  /** Column, constraint or trigger that it names. */
  readonly name: string;
  readonly cascade: boolean;
}

/** How a clause becomes effects. */
export type ClauseTranslator = (context: Context, clause: Clause) => readonly Effect[];
