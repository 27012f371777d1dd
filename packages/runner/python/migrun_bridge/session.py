"""What one child knows of its target: the request that opened it, and Alembic's objects."""

import os
import shutil
import sys
import sysconfig
import tempfile

from .scripts import locations_of
from .user_files import claim


class Session:
    """State that outlives a request. ``tracker`` is that of the env.py run at work, if any."""

    def __init__(self, line):
        self.line = line
        self.request = {"cwd": os.getcwd()}
        self.tracker = None
        #: How often env.py was executed in this process, whether or not it succeeded.
        self.env_runs = 0
        self._scripts = None
        self._path = None
        self._environment = {}
        #: The application of a Flask-Migrate env.py, made once.
        self.flask_app = None

    def open(self, request):
        """Takes over the environment and working directory of the target."""
        self.request = request
        self._environment = dict(request["env"])
        # Also for Python processes that env.py starts: nothing is written into the user's tree.
        self._environment.setdefault("PYTHONDONTWRITEBYTECODE", "1")
        sys.dont_write_bytecode = True
        self._path = list(sys.path)
        self.prepare()

    def prepare(self):
        """Puts back what an earlier env.py run may have changed."""
        os.chdir(self.request["cwd"])
        if dict(os.environ) != self._environment:
            os.environ.clear()
            os.environ.update(self._environment)
        sys.path[:] = self._path

    def config(self, words):
        """A Config as the ``alembic`` command would build it for these words, and its namespace."""
        import alembic
        from alembic.config import CommandLine, Config

        request = self.request
        # Joined, so that a value may begin with a dash.
        argv = ["--config=" + request["iniFile"]] if request["iniFile"] else []
        argv += ["--name=" + request["section"], *("-x" + item for item in request["x"])]
        namespace = CommandLine().parser.parse_args([*argv, *words])
        sys.argv = [os.path.join(sysconfig.get_path("scripts"), "alembic"), *argv, *words]
        options = {"file_": request["iniFile"], "ini_section": request["section"], "cmd_opts": namespace}
        if request["tomlFile"] and hasattr(Config, "toml_file_name"):
            options["toml_file"] = request["tomlFile"]
        elif request["tomlFile"] and not request["iniFile"]:
            raise alembic.util.CommandError(
                "Alembic %s does not read pyproject.toml; 1.16 does" % alembic.__version__
            )
        config = Config(**options)
        if request["scriptLocation"] is not None:
            config.set_main_option("script_location", request["scriptLocation"].replace("%", "%%"))
        if request["url"] is not None:
            config.set_main_option("sqlalchemy.url", request["url"].replace("%", "%%"))
        return config

    def scripts(self, config):
        """The ScriptDirectory, read once: revision files do not change while a child lives."""
        from alembic.script import ScriptDirectory

        if self._scripts is None:
            self._scripts = ScriptDirectory.from_config(config)
            claim([self._scripts.dir, *locations_of(self._scripts)])
            # prepend_sys_path has been applied now, and stays for all runs.
            self._path = list(sys.path)
        return self._scripts

    def scratch(self):
        """A new folder for what env.py writes; the caller removes it."""
        return Scratch()


class Scratch:
    """A temporary folder as a context manager."""

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="migrun-")
        return self.path

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)
