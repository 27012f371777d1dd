"""Alembic environment of the shipping database."""

import os

from alembic import context
from sqlalchemy import create_engine, pool

from shipping.models import Base

DATABASE_URL = os.environ["SHIPPING_DATABASE_URL"]

OPTIONS = {"target_metadata": Base.metadata, "compare_type": True}


def run_migrations_offline():
    """Write SQL instead of running it."""
    context.configure(url=DATABASE_URL, literal_binds=True, **OPTIONS)
    with context.begin_transaction():
        context.run_migrations()


def run_migrations_online():
    """Run against the database of SHIPPING_DATABASE_URL."""
    engine = create_engine(DATABASE_URL, poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection, **OPTIONS)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
