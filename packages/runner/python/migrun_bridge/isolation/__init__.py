"""Keeps every connection away from databases that are not the target's own.

Two layers that do not need each other: *sqlalchemy* sees each connect of an Engine,
*drivers* wraps the drivers themselves. Both decide from the arguments alone.
"""


def _guards():
    """Imported where a layer is put in force: a deploy has none."""
    from . import (
        refused_drivers,
        sqlite_driver,
        psycopg2_driver,
        psycopg_driver,
        asyncpg_driver,
        pg8000_driver,
        worker_processes,
    )

    return (
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
    # The other layer's module too, so that no child has to read it again.
    from . import import_hook, sqlalchemy_layer  # noqa: F401

    patches = {}
    for guard in _guards():
        patches.update(guard.PATCHES)
    import_hook.install(patches)


def install():
    """Puts all layers in force; modules that are loaded already are patched at once."""
    from . import sqlalchemy_layer

    install_drivers()
    sqlalchemy_layer.install()
