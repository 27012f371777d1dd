"""An env.py of Flask-Migrate asks the application for everything: it runs inside one, as under ``flask db``.

So do its revisions, which may import models that need one.
"""

import contextlib
import os
import re

_ASKS = re.compile(r"^\s*(?:from\s+flask\s+import\b.*\bcurrent_app\b|import\s+flask\b)", re.MULTILINE)


@contextlib.contextmanager
def pushed(session, scripts):
    """The context of the application that Flask's own command would take; nothing where env.py asks for none."""
    if not _asks_for_application(os.path.join(str(scripts.dir), "env.py")):
        yield
        return
    from flask import has_app_context

    if has_app_context():
        yield
        return
    if session.flask_app is None:
        session.flask_app = _load()
    with session.flask_app.app_context():
        yield


def _asks_for_application(file):
    try:
        with open(file, encoding="utf-8", errors="replace") as source:
            text = source.read()
    except OSError:
        return False
    return "current_app" in text and _ASKS.search(text) is not None


def _load():
    from flask import cli

    # `.flaskenv` and `.env`, as the command does where python-dotenv is there.
    if not os.environ.get("FLASK_SKIP_DOTENV"):
        with contextlib.suppress(ImportError):
            import dotenv  # noqa: F401

            cli.load_dotenv()
    try:
        return cli.ScriptInfo(app_import_path=os.environ.get("FLASK_APP")).load_app()
    except cli.NoAppException as error:
        cause = error.__context__
        # Flask writes the traceback of an import inside the application into its message.
        if isinstance(cause, ImportError) and cause.__traceback__ and cause.__traceback__.tb_next:
            raise cause from None
        raise
