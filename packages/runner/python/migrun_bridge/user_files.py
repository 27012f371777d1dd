"""Tells the user's own files from those of Python, of packages, and ours."""

import functools
import os
import sysconfig

_OURS = os.path.dirname(os.path.abspath(__file__))
_SCRIPTS = set()


def claim(folders):
    """The target's own script folders: they may lie in an installed package, and its env.py is the user's all the same."""
    _SCRIPTS.update(os.path.join(os.path.realpath(folder), "") for folder in folders)
    is_user_file.cache_clear()


@functools.lru_cache(maxsize=None)
def _foreign_folders():
    import alembic
    import sqlalchemy

    folders = {os.path.dirname(module.__file__) for module in (alembic, sqlalchemy)}
    paths = sysconfig.get_paths()
    folders.update(paths[name] for name in ("stdlib", "platstdlib"))
    folders.update(os.path.realpath(folder) for folder in list(folders))
    folders.add(_OURS)
    return tuple(os.path.join(folder, "") for folder in folders)


@functools.lru_cache(maxsize=4096)
def is_user_file(name):
    """True for a file that the user could have written."""
    if not name or name.startswith("<"):
        return False
    if _SCRIPTS and os.path.realpath(name).startswith(tuple(_SCRIPTS)):
        return True
    path = os.path.abspath(name)
    parts = path.split(os.sep)
    if "site-packages" in parts or "dist-packages" in parts:
        return False
    return not path.startswith(_foreign_folders())


def absolute(name, cwd):
    """Real path of a file that code objects name, for a target at work in ``cwd``: old Alembic loads by relative paths."""
    return os.path.realpath(os.path.join(cwd, name))
