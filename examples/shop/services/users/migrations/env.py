"""Alembic environment of the users database."""

from logging.config import fileConfig

from alembic import context
from sqlalchemy import engine_from_config, pool

from services.users.models import Base

config = context.config

if config.config_file_name is not None:
    fileConfig(config.config_file_name, disable_existing_loggers=False)

target_metadata = Base.metadata

# `None` is the default schema; everything else in the database belongs to other teams.
SCHEMAS = {None, "audit"}


def include_name(name, type_, parent_names):
    """Keep autogenerate to the schemas of this service."""
    return name in SCHEMAS if type_ == "schema" else True


OPTIONS = {
    "target_metadata": target_metadata,
    "include_schemas": True,
    "include_name": include_name,
    "compare_type": True,
    "compare_server_default": True,
}


def run_migrations_offline():
    """Write SQL instead of running it."""
    context.configure(
        url=config.get_main_option("sqlalchemy.url"),
        literal_binds=True,
        dialect_opts={"paramstyle": "named"},
        **OPTIONS,
    )
    with context.begin_transaction():
        context.run_migrations()


def run_migrations_online():
    """Run against the database of `sqlalchemy.url`."""
    engine = engine_from_config(
        config.get_section(config.config_ini_section),
        prefix="sqlalchemy.",
        poolclass=pool.NullPool,
    )
    with engine.connect() as connection:
        context.configure(connection=connection, **OPTIONS)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
