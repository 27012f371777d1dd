"""The two tests of the recipe, as the usual articles write them; TARGET names the section."""
import importlib
import os

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

TARGET = os.environ["TARGET"]
SERVER = os.environ["SERVER"]


@pytest.fixture
def database():
    """A fresh database for each test."""
    admin = sa.create_engine(f"{SERVER}/postgres", isolation_level="AUTOCOMMIT")
    name = f"test_{TARGET}"
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    os.environ["DATABASE_URL"] = f"{SERVER}/{name}"
    engine = sa.create_engine(os.environ["DATABASE_URL"])
    yield engine
    engine.dispose()
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name}"))
    admin.dispose()


@pytest.fixture
def config():
    """The section of the target."""
    return Config("alembic.ini", ini_section=TARGET)


def test_models_match_the_migrated_schema(database, config):
    command.upgrade(config, "head")
    metadata = importlib.import_module(f"{TARGET}.models").metadata
    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_up_down_up(database, config):
    command.upgrade(config, "head")
    command.downgrade(config, "base")
    with database.connect() as connection:
        assert set(sa.inspect(connection).get_table_names()) <= {"alembic_version"}
    command.upgrade(config, "head")


def test_stairway(database, config):
    """Up, down and up again at every revision: slower, and the one that names the guilty revision."""
    for script in reversed(list(ScriptDirectory.from_config(config).walk_revisions())):
        command.upgrade(config, script.revision)
        command.downgrade(config, script.down_revision or "base")
        command.upgrade(config, script.revision)
