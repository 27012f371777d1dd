"""The operations ``script`` and ``headers``: what Alembic reads from files, without running env.py."""

import os

from . import flask_context


def script(session, request):
    """Directories as Alembic resolves them. No revision is loaded: it may need an application, or a database."""
    directory = session.scripts(session.config(["heads"]))
    return {
        "scriptDirectory": os.path.abspath(str(directory.dir)),
        "versionLocations": [os.path.abspath(str(path)) for path in locations_of(directory)],
    }


def locations_of(directory):
    """The version folders of a ScriptDirectory."""
    # Private names of Alembic: `_version_locations` until 1.15, `_version_locations`/`version_locations` after.
    return getattr(directory, "_version_locations", None) or directory.version_locations or ()


def headers(session, request):
    """Loads the named files as Alembic does; one that cannot be loaded says why."""
    directory = session.scripts(session.config(["heads"]))
    with flask_context.pushed(session, directory):
        return {"headers": [_header(directory, file) for file in request["files"]]}


def _header(directory, file):
    from alembic.script.base import Script

    header = {
        "file": file,
        "revision": None,
        "down": [],
        "labels": [],
        "dependsOn": [],
        "doc": "",
        "error": None,
    }
    try:
        if hasattr(Script, "_from_path"):
            loaded = Script._from_path(directory, file)
        else:
            loaded = Script._from_filename(directory, *os.path.split(file))
    except BaseException as error:  # noqa: B902  a file may call sys.exit at its top
        header["error"] = "%s: %s" % (type(error).__name__, error)
        return header
    if loaded is None:
        header["error"] = "Alembic does not take this for a revision file"
        return header
    try:
        if loaded.down_revision in ((), []):
            raise TypeError("its `down_revision` is neither None nor a parent")
        header.update(
            revision=_id(loaded.revision),
            down=_ids(loaded.down_revision),
            labels=sorted(_ids(loaded._orig_branch_labels)),
            # An empty one is none to Alembic.
            dependsOn=_ids(loaded.dependencies or None),
            doc=_doc(loaded),
        )
    except TypeError as error:
        # Alembic takes such a file, and fails on the first use of the history.
        header["error"] = str(error)
    return header


def _doc(loaded):
    """A module may answer for attributes that it does not have; Alembic then fails on the docstring alone."""
    try:
        return loaded.doc or ""
    except Exception:
        return ""


def _ids(value):
    if value is None:
        return []
    return [value] if isinstance(value, str) else [_id(item) for item in value]


def _id(value):
    if isinstance(value, str) and value:
        return value
    raise TypeError("its header holds %r where an id has to be" % (value,))
