"""The *sqlalchemy* layer: sees every connect of every Engine before it happens."""

from . import asyncpg_driver, pg8000_driver, psycopg2_driver, psycopg_driver, sqlite_driver
from .placement import IsolationError

_BY_DRIVER = {
    ("postgresql", "psycopg2"): psycopg2_driver.redirect_arguments,
    ("postgresql", "psycopg"): psycopg_driver.redirect_arguments,
    ("postgresql", "psycopg_async"): psycopg_driver.redirect_arguments,
    ("postgresql", "asyncpg"): asyncpg_driver.redirect_arguments,
    ("postgresql", "pg8000"): pg8000_driver.redirect_arguments,
    ("sqlite", "pysqlite"): sqlite_driver.redirect_arguments,
    ("sqlite", "aiosqlite"): sqlite_driver.redirect_arguments,
}


def install():
    """Listens on the Engine class: that covers engines made before and after, sync and async."""
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    event.listen(Engine, "do_connect", _before_connect)


def _before_connect(dialect, record, cargs, cparams):
    """Changes the arguments in place; the connect itself, and listeners of the user, come after it."""
    redirect = _BY_DRIVER.get((dialect.name, dialect.driver))
    if redirect is None:
        raise IsolationError("%s+%s databases cannot be isolated" % (dialect.name, dialect.driver))
    redirect(dialect, cargs, cparams)
