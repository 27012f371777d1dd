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
)


def install():
    """Puts both layers in force; modules that are loaded already are patched at once."""
    sqlalchemy_layer.install()
    patches = dict(refused_drivers.PATCHES)
    for driver in (sqlite_driver, psycopg2_driver, psycopg_driver, asyncpg_driver, pg8000_driver):
        patches.update(driver.PATCHES)
    import_hook.install(patches)
