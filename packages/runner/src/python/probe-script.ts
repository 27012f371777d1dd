/** Precedes the answer: anything else on stdout is from `.pth` files and plugins. */
export const PROBE_MARK = "migrun-probe:";

/**
 * What a Python is asked. It runs on every Python since 2.7, so that an old one can say how old it is. The
 * working directory is taken off `sys.path`: a folder `alembic/` in there is not the package.
 */
export const PROBE_SCRIPT = `
import json, sys
if sys.path and sys.path[0] == "":
    del sys.path[0]
found = {"executable": sys.executable, "python": "%d.%d.%d" % sys.version_info[:3], "prefix": sys.prefix,
         "path": list(sys.path), "alembic": None, "sqlalchemy": None, "pip": False, "managed": None,
         "drivers": {}, "error": None}
def installed(name):
    # What is installed says its version without being imported, which takes a third of a second;
    # it is believed only where the package that would be imported lies beside it.
    import os
    from importlib import metadata, util
    spec, found = util.find_spec(name), metadata.distribution(name)
    folder = os.path.dirname(os.path.dirname(spec.origin)) if spec and spec.origin else ""
    return found.version if folder and os.path.samefile(folder, str(found.locate_file(""))) else None
try:
    try:
        versions = installed("alembic"), installed("sqlalchemy")
    except Exception:
        versions = None, None
    if None in versions:
        import alembic, sqlalchemy
        versions = alembic.__version__, sqlalchemy.__version__
    found["alembic"], found["sqlalchemy"] = versions
except BaseException:
    error = sys.exc_info()[1]
    found["error"] = "%s: %s" % (type(error).__name__, error)
try:
    import importlib.util
    found["pip"] = importlib.util.find_spec("pip") is not None
except Exception:
    pass
try:
    # PEP 668: pip refuses to install here. An environment made from it is free.
    import os, sysconfig
    if sys.prefix == sys.base_prefix:
        with open(os.path.join(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED")) as mark:
            found["managed"] = "apt" if "apt install" in mark.read() else "other"
except Exception:
    pass
try:
    from importlib import metadata
    for name in ("psycopg", "psycopg2", "psycopg2-binary", "asyncpg", "pg8000", "aiosqlite", "pymysql", "mysqlclient"):
        try:
            found["drivers"][name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            pass
except Exception:
    pass
sys.stdout.write("\\n${PROBE_MARK}" + json.dumps(found) + "\\n")
`;
