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
         "path": list(sys.path), "alembic": None, "sqlalchemy": None, "pip": False, "error": None}
try:
    import alembic, sqlalchemy
    found["alembic"] = alembic.__version__
    found["sqlalchemy"] = sqlalchemy.__version__
except BaseException:
    error = sys.exc_info()[1]
    found["error"] = "%s: %s" % (type(error).__name__, error)
try:
    import importlib.util
    found["pip"] = importlib.util.find_spec("pip") is not None
except Exception:
    pass
sys.stdout.write("\\n${PROBE_MARK}" + json.dumps(found) + "\\n")
`;
