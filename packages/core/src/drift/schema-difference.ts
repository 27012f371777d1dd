/** One difference between models and migrated schema, as Alembic's autogenerate reports it. */
export interface SchemaDifference {
  /** Alembic's name of the operation: `add_table`, `remove_column`, `modify_nullable`, … */
  readonly kind: string;
  readonly engineName: string | null;
  readonly schema: string | null;
  readonly table: string | null;
  readonly name: string | null;
  readonly columns: readonly string[];
  readonly references: string | null;
  readonly model: string | null;
  readonly found: string | null;
  readonly operation: string;
}

/** What a difference comes to: MC501, MC502, MC503. */
export type DriftCode = "MC501" | "MC502" | "MC503";
