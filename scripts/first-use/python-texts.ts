/** A revision of the repository that the first use is tried on. */
export interface Step {
  readonly message: string;
  readonly upgrade: readonly string[];
  readonly downgrade: readonly string[];
}

/** A revision file as `alembic revision` writes it. */
export function revisionText(id: string, down: string | null, { message, upgrade, downgrade }: Step): string {
  const body = (lines: readonly string[]) => lines.map((line) => `    ${line}\n`).join("");
  return `"""${message}

Revision ID: ${id}
Revises: ${down ?? ""}
Create Date: 2024-03-01 09:00:00.000000

"""
import sqlalchemy as sa
from alembic import op

revision = "${id}"
down_revision = ${down === null ? "None" : `"${down}"`}
branch_labels = None
depends_on = None


def upgrade() -> None:
${body(upgrade)}

def downgrade() -> None:
${body(downgrade)}`;
}

/** An env.py: \`url\` is the Python expression that it takes its URL from, \`imports\` what that needs. */
export function environmentText(models: string, imports: readonly string[], url: string): string {
  return `from logging.config import fileConfig

from alembic import context
from sqlalchemy import engine_from_config, pool

${[...imports, `from ${models} import Base`].join("\n")}

config = context.config
if config.config_file_name is not None:
    fileConfig(config.config_file_name, disable_existing_loggers=False)
${url === "" ? "" : `config.set_main_option("sqlalchemy.url", ${url})\n`}
if context.is_offline_mode():
    context.configure(
        url=config.get_main_option("sqlalchemy.url"),
        target_metadata=Base.metadata,
        literal_binds=True,
    )
    with context.begin_transaction():
        context.run_migrations()
else:
    section = config.get_section(config.config_ini_section)
    engine = engine_from_config(section, prefix="sqlalchemy.", poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata)
        with context.begin_transaction():
            context.run_migrations()
`;
}

/** A models module: table name to its columns, and whatever stands below `__tablename__` beside them. */
export function modelsText(tables: Readonly<Record<string, readonly string[]>>): string {
  const classes = Object.entries(tables).map(([table, lines]) => {
    const name = table.replaceAll(/(?:^|_)(\w)/gu, (_, letter: string) => letter.toUpperCase());
    return `class ${name}(Base):\n    __tablename__ = "${table}"\n${lines.map((line) => `    ${line}\n`).join("")}`;
  });
  return `import sqlalchemy as sa
from sqlalchemy.orm import declarative_base

Base = declarative_base()


${classes.join("\n\n")}`;
}

/** Settings as pydantic-settings reads them from the environment. */
export function pydanticText(name: string, prefix: string, fields: readonly string[]): string {
  return `from pydantic_settings import BaseSettings, SettingsConfigDict


class ${name}(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="${prefix}")

${fields.map((field) => `    ${field}: str\n`).join("")}

settings = ${name}()
`;
}
