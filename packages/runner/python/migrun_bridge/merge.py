"""The operation ``merge``: a merge revision, written by Alembic itself with the project's own template."""

import os


class _Rendered(BaseException):
    """Ends a dry run where Alembic would write. A BaseException: nothing in between may catch it."""

    def __init__(self, path, text):
        super().__init__(path)
        self.path = path
        self.text = text


def merge(session, request):
    """Merges the heads; with ``dryRun`` only tells path and text of the file that would be written."""
    from alembic import command

    config = session.config(["merge", *request["heads"]])
    # A ScriptDirectory of its own: the one of the session does not know what is written now.
    arguments = {"revisions": tuple(request["heads"]), "message": request["message"]}
    if request["dryRun"]:
        return _dry_run(lambda: command.merge(config, **arguments))
    script = command.merge(config, **arguments)
    with open(script.path, encoding="utf-8", errors="replace", newline="") as written:
        return {"path": os.path.abspath(script.path), "text": written.read()}


def _dry_run(write):
    from alembic import util
    from mako.template import Template

    def render(source, destination, _encoding, **values):
        values.pop("append_with_newlines", None)
        text = Template(filename=os.fspath(source)).render_unicode(**values)
        raise _Rendered(os.path.abspath(destination), text)

    original = util.template_to_file
    util.template_to_file = render
    try:
        write()
    except _Rendered as rendered:
        return {"path": rendered.path, "text": rendered.text}
    finally:
        util.template_to_file = original
    raise RuntimeError("Alembic wrote no file by util.template_to_file")
