"""Alembic environment of the billing database."""

from importlib.util import find_spec
from logging.config import fileConfig

import sqlalchemy
from alembic import context
from sqlalchemy import create_engine, pool
from sqlalchemy.engine import make_url

from services.billing.models import Base

config = context.config

if config.config_file_name is not None:
    fileConfig(config.config_file_name, disable_existing_loggers=False)

target_metadata = Base.metadata

SCHEMAS = {None, "ledger"}


def database_url():
    """The configured URL with psycopg 3 where SQLAlchemy knows it, psycopg2 elsewhere."""
    modern = int(sqlalchemy.__version__.split(".")[0]) >= 2 and find_spec("psycopg")
    driver = "psycopg" if modern else "psycopg2"
    return make_url(config.get_main_option("sqlalchemy.url")).set(drivername=f"postgresql+{driver}")


def include_name(name, type_, parent_names):
    """Keep autogenerate to the schemas of this service."""
    return name in SCHEMAS if type_ == "schema" else True


OPTIONS = {
    "target_metadata": target_metadata,
    "include_schemas": True,
    "include_name": include_name,
    "compare_type": True,
}


def run_migrations_offline():
    """Write SQL instead of running it."""
    context.configure(url=database_url(), literal_binds=True, **OPTIONS)
    with context.begin_transaction():
        context.run_migrations()


def run_migrations_online():
    """Run against the configured database."""
    engine = create_engine(database_url(), poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection, **OPTIONS)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
