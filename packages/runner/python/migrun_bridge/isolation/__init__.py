"""Keeps every connection away from databases that are not the target's own.

Two layers that do not need each other: *sqlalchemy* sees each connect of an Engine,
*drivers* wraps the drivers themselves. Both decide from the arguments alone.
"""

from . import (
    asyncpg_driver,
    import_hook,
    pg8000_driver,
    psycopg2_driver,
    psycopg_driver,
    refused_drivers,
    sqlalchemy_layer,
    sqlite_driver,
    worker_processes,
)

_GUARDS = (
    refused_drivers,
    sqlite_driver,
    psycopg2_driver,
    psycopg_driver,
    asyncpg_driver,
    pg8000_driver,
    worker_processes,
)


def install_drivers():
    """Puts the *drivers* layer in force, before anything is imported that may import a driver."""
    patches = {}
    for guard in _GUARDS:
        patches.update(guard.PATCHES)
    import_hook.install(patches)


def install():
    """Puts all layers in force; modules that are loaded already are patched at once."""
    install_drivers()
    sqlalchemy_layer.install()
