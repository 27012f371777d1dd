/** A column: its type and default as Python expressions. */
export interface Column {
  readonly name: string;
  type: string;
  readonly nullable: boolean;
  readonly default: string | null;
}

/** A table as the models declare it at head. */
export interface Table {
  readonly name: string;
  readonly columns: Column[];
  /** Everything beyond columns, as arguments of `sa.Table`. */
  readonly extras: string[];
}

/** One revision: bodies of both functions, line by line. */
export interface Revision {
  readonly id: string;
  readonly down: string | null;
  readonly message: string;
  readonly upgrade: readonly string[];
  readonly downgrade: readonly string[];
}

/** The files of one target, path to text. */
export function pythonFiles(
  target: string,
  tables: readonly Table[],
  revisions: readonly Revision[],
): ReadonlyMap<string, string> {
  const files = new Map([
    [`${target}/__init__.py`, ""],
    [`${target}/models.py`, renderModels(tables)],
    [`${target}/migrations/env.py`, renderEnvironment(target)],
  ]);
  for (const revision of revisions) {
    const slug = revision.message.toLowerCase().replaceAll(" ", "_");
    files.set(`${target}/migrations/versions/${revision.id}_${slug}.py`, renderRevision(revision));
  }
  return files;
}

function renderModels(tables: readonly Table[]): string {
  const rendered = tables.map((table) => {
    const parts = [...table.columns.map(renderColumn), ...table.extras].map((part) => `    ${part},\n`);
    return `sa.Table(\n    "${table.name}",\n    metadata,\n${parts.join("")})\n`;
  });
  return `"""Tables at head."""\nimport sqlalchemy as sa\n\nmetadata = sa.MetaData()\n\n${rendered.join("\n")}`;
}

function renderRevision({ id, down, message, upgrade, downgrade }: Revision): string {
  const body = (lines: readonly string[]) => lines.map((line) => `    ${line}\n`).join("");
  return `"""${message}

Revision ID: ${id}
Revises: ${down ?? ""}
Create Date: 2026-01-01 12:00:00.000000

"""
import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "${id}"
down_revision = ${down === null ? "None" : `"${down}"`}
branch_labels = None
depends_on = None


def upgrade():
${body(upgrade)}

def downgrade():
${body(downgrade)}`;
}

function renderEnvironment(target: string): string {
  return `"""Alembic environment, as \`alembic init\` writes it."""
import os

from alembic import context
from sqlalchemy import create_engine, pool

from ${target}.models import metadata

url = os.environ.get("DATABASE_URL") or context.config.get_main_option("sqlalchemy.url")


def run_migrations_offline():
    context.configure(url=url, target_metadata=metadata, literal_binds=True, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


def run_migrations_online():
    with create_engine(url, poolclass=pool.NullPool).connect() as connection:
        context.configure(connection=connection, target_metadata=metadata, compare_type=True)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
`;
}

/** A column as revisions and models write it. */
export function renderColumn(column: Column): string {
  const value = column.default === null ? "" : `, server_default=${column.default}`;
  const nullable = column.nullable ? "True" : "False";
  return `sa.Column("${column.name}", ${column.type}${value}, nullable=${nullable})`;
}
