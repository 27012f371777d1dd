"""Starts the bridge: ``python <folder>/migrun_bridge``.

This file parses on every Python, so that an old interpreter ends with a clear
exit code instead of a SyntaxError. The first line of standard input says where
to connect and with which token: nothing secret is in argv or the environment.
"""

import os
import sys

#: Exit code that tells Node: this interpreter is older than the bridge supports.
TOO_OLD = 78


def read_line(descriptor):
    """Reads one line byte by byte: what follows it belongs to somebody else."""
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(descriptor, 1)
        if not byte:
            break
        line += byte
    return line.decode("utf-8")


def load_package(folder, cache):
    """Imports the package without a folder on sys.path; its bytecode is kept in migrun's own cache, never beside it.

    Told apart by the text of the source: packages from npm all have the same time. A null cache: nothing is kept.
    """
    import importlib.machinery
    import importlib.util
    import marshal

    class Loader(importlib.machinery.SourceFileLoader):
        def get_code(self, name):
            source = self.get_data(self.path)
            head = importlib.util.MAGIC_NUMBER + (3).to_bytes(4, "little") + importlib.util.source_hash(source)
            kept = None if cache is None else os.path.join(cache, "%s.%s.pyc" % (name, sys.implementation.cache_tag))
            if kept is None or sys.flags.optimize:
                return self.source_to_code(source, self.path)
            try:
                with open(kept, "rb") as file:
                    is_ours = not hasattr(os, "geteuid") or os.fstat(file.fileno()).st_uid == os.geteuid()
                    data = file.read()
                if is_ours and data.startswith(head):
                    code = marshal.loads(data[len(head) :])
                    if code.co_filename == self.path:
                        return code
            except (OSError, EOFError, ValueError, TypeError):
                pass
            code = self.source_to_code(source, self.path)
            keep(kept, head + marshal.dumps(code))
            return code

    def keep(file, data):
        draft = "%s.%d" % (file, os.getpid())
        try:
            os.makedirs(os.path.dirname(file), mode=0o700, exist_ok=True)
            with open(draft, "wb") as out:
                out.write(data)
            os.replace(draft, file)
        except OSError:  # nowhere to write: it is compiled again the next time
            pass

    class Finder:
        @staticmethod
        def find_spec(name, path=None, target=None):
            top, _, rest = name.partition(".")
            if top != "migrun_bridge":
                return None
            file = os.path.join(folder, *rest.split(".")) if rest else folder
            is_package = os.path.isdir(file)
            file = os.path.join(file, "__init__.py") if is_package else file + ".py"
            return importlib.util.spec_from_file_location(name, file, loader=Loader(name, file))

    sys.meta_path.insert(0, Finder)
    from migrun_bridge import zygote

    return zygote


def start():
    """Loads the package, then runs the role asked for."""
    if sys.version_info < (3, 9):
        sys.stderr.write("Python %d.%d\n" % tuple(sys.version_info[:2]))
        sys.exit(TOO_OLD)
    import json
    import types

    folder = os.path.dirname(os.path.abspath(__file__))
    if sys.path and os.path.abspath(sys.path[0]) == folder:
        del sys.path[0]
    settings = json.loads(read_line(0) or "null")
    if settings is None:
        return 0
    zygote = load_package(folder, settings.get("bytecode"))
    zygote.use_console_script_path()
    # env.py must see a plain __main__: multiprocessing would otherwise load this file again.
    sys.modules["__main__"] = types.ModuleType("__main__")
    return zygote.run(settings)


if __name__ == "__main__":
    sys.exit(start())
