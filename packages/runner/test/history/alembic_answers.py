"""Answers what the installed Alembic says of histories: a JSON question per line on stdin, an answer per line on stdout."""

import json
import os
import re
import signal
import sys
import warnings

import alembic
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.script import base
from alembic.script import revision as rev

sys.dont_write_bytecode = True
answers = sys.stdout
# What a revision file prints must not get between the answers.
sys.stdout = sys.stderr


class Hangs(BaseException):
    """Alembic, or a revision file, does not come to an end."""


def hangs(number, frame):
    raise Hangs("%s:%s" % (os.path.basename(frame.f_code.co_filename), frame.f_lineno))


def within_a_second(work):
    """Processor time counts, so that a busy machine changes nothing."""
    signal.setitimer(signal.ITIMER_VIRTUAL, 1)
    try:
        return work()
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def main():
    signal.signal(signal.SIGVTALRM, hangs)
    for line in sys.stdin:
        answers.write(json.dumps([answer(question) for question in json.loads(line)], default=repr) + "\n")
        answers.flush()


def answer(question):
    directory = open_directory(question)
    files, scripts = load_files(directory)
    result = {"files": files, "graph": None, "failure": None, "duplicates": False, "paths": []}
    errors = {file["error"] for file in files} - {None}
    if errors:
        # Alembic refuses some revisions for what they say: it has read them all the same.
        if errors <= {"self-loop", "illegal-character"}:
            result["failure"] = errors.pop()
        return result
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        revisions = rev.RevisionMap(lambda: scripts)
        try:
            within_a_second(lambda: revisions.heads)
        except (Exception, Hangs) as error:
            result["failure"] = class_of(error)
        result["duplicates"] = any("more than once" in str(one.message) for one in caught)
    if result["failure"] is None:
        directory.revision_map = revisions
        result["graph"] = describe(revisions)
        result["paths"] = [path(directory, asked) for asked in question["asked"]]
    return result


RECURSIVE = False


def open_directory(question):
    global RECURSIVE
    RECURSIVE = question["recursive"]
    config = Config()
    config.set_main_option("script_location", question["folder"])
    config.set_main_option("version_locations", os.pathsep.join(question["locations"]))
    # One name until 1.15, the other from then on.
    config.set_main_option("version_path_separator", "os")
    config.set_main_option("path_separator", "os")
    if question["recursive"]:
        config.set_main_option("recursive_version_locations", "true")
    return ScriptDirectory.from_config(config)


def load_files(directory):
    """As `ScriptDirectory._load_revisions`, but a file that fails does not stop the others."""
    files, scripts, seen = [], [], set()
    for location in directory._version_locations:
        for path in list_files(directory, location):
            real = os.path.realpath(path)
            if real in seen:
                continue
            seen.add(real)
            file = {"file": real, "id": None, "down": [], "dependsOn": [], "labels": [], "doc": "", "error": None}
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    script = within_a_second(lambda: base.Script._from_path(directory, real))
            except BaseException as error:  # a file may end the process
                file["error"] = class_of(error)
                files.append(file)
                continue
            if script is None:
                continue
            values = [script.down_revision, script.dependencies, script._orig_branch_labels]
            # What is left of `((),)` is no base to Alembic, which then sees a cycle.
            rootless = script.down_revision in ((), [])
            if not isinstance(script.revision, str) or rootless or not all(is_ids(value) for value in values):
                # Alembic takes the file, and fails on the first use of the history.
                file["error"] = "bad-value"
                files.append(file)
                continue
            scripts.append(script)
            file.update(
                id=script.revision,
                down=ids(script.down_revision),
                dependsOn=ids(script.dependencies),
                labels=ids(script._orig_branch_labels),
                doc=script.doc,
            )
            files.append(file)
    return files, scripts


# Until 1.9 the order is that of the directory, and there are no subfolders: that is not what is compared.
SORTS = tuple(int(part) for part in alembic.__version__.split(".")[:2]) >= (1, 10)


def list_files(directory, location):
    if not os.path.exists(location):
        return []
    if SORTS:
        return base.Script._list_py_dir(directory, location)
    paths = []
    for root, folders, names in os.walk(location):
        paths += [os.path.join(root, name) for name in sorted(names)]
        folders[:] = sorted(name for name in folders if not name.endswith("__pycache__")) if RECURSIVE else []
    return paths


def is_ids(value):
    if value is None or isinstance(value, str):
        return True
    return isinstance(value, (tuple, list)) and all(isinstance(item, str) for item in value)


def ids(value):
    return [] if value is None else [value] if isinstance(value, str) else list(value)


def describe(revisions):
    nodes = [one for one in revisions._revision_map.values() if one is not None]
    return {
        "heads": revisions.heads,
        "realHeads": revisions._real_heads,
        "bases": revisions.bases,
        "realBases": revisions._real_bases,
        "branchPoints": sorted({one.revision for one in nodes if one.is_branch_point}),
        "mergePoints": sorted({one.revision for one in nodes if one.is_merge_point}),
        "labels": {one.revision: sorted(one.branch_labels) for one in nodes if one.branch_labels},
        "parents": {one.revision: sorted(one._normalized_down_revisions) for one in nodes},
    }


def path(directory, asked):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return {"ids": within_a_second(lambda: run(directory, asked)), "failure": None}
    except (Exception, Hangs) as error:
        return {"ids": None, "failure": class_of(error)}


def run(directory, asked):
    kind, target, rows = asked["kind"], asked["target"], tuple(asked["rows"])
    revisions = directory.revision_map
    if kind == "up":
        found = reversed(list(revisions.iterate_revisions(target, rows, implicit_base=True)))
    elif kind == "down":
        found = revisions.iterate_revisions(rows, target, select_for_downgrade=True)
    else:
        found = revisions.get_revisions(target)
        if None in found:
            raise rev.RevisionError("Walked too far")
    return [None if one == "base" else one.revision for one in found]


MESSAGES = [
    ("Branch name", "duplicate-label"),
    ("not allowed in revision identifier", "illegal-character"),
    ("overlaps with", "overlap"),
    ("Ambiguous walk", "ambiguous-walk"),
    ("Ambiguous upgrade", "relative"),
    ("didn't produce", "relative"),
    ("Walked too far", "relative"),
    ("Not a valid downgrade", "not-below-rows"),
    ("No such branch", "unknown"),
    ("No such revision", "unknown"),
    ("broken map", "missing"),
    ("Multiple revisions start", "ambiguous-id"),
    ("is not a member of branch", "not-in-branch"),
]

CLASSES = [
    (rev.LoopDetected, "self-loop"),
    (rev.CycleDetected, "cycle"),
    (rev.MultipleHeads, "multiple-heads"),
    (rev.RangeNotAncestorError, "not-below-rows"),
    (AssertionError, "relative"),
    (KeyError, "missing"),
]


def class_of(error):
    if "'set' object is not subscriptable" in str(error):
        # Alembic 1.8 takes no sets, later versions do.
        return "no-sets"
    for kind, name in CLASSES:
        if isinstance(error, kind):
            return name
    if isinstance(error, rev.RevisionError):
        for words, name in MESSAGES:
            if words in str(error):
                return name
    return "%s: %s" % (type(error).__name__, re.sub(r"\s+", " ", str(error))[:200])


if __name__ == "__main__":
    main()
