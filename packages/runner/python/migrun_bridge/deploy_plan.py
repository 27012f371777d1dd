"""The rows of a database against the revisions of the files."""

from .deploy_errors import DeployStop


def undeclared_heads(scripts, declared):
    """The heads of a history that has more than were declared: a number, or the labels of branches. None: any number is meant."""
    heads = [str(head) for head in scripts.revision_map.heads]
    if declared is None or len(heads) < 2:
        return []
    if isinstance(declared, int):
        return sorted(heads) if len(heads) > declared else []
    known = [set(scripts.get_revision(head).branch_labels) & set(declared) for head in heads]
    return sorted(heads) if len(heads) > len(declared) or not all(known) else []


class HistoryView:
    """What Alembic's own graph says of the rows of a version table."""

    def __init__(self, scripts, rows):
        self._scripts = scripts
        self.rows = (rows,) if isinstance(rows, str) else tuple(str(row) for row in rows or ())
        self.heads = [str(head) for head in scripts.revision_map.heads]
        self.unknown = [row for row in self.rows if self._find(row) is None]

    def known(self, id):
        """The ids at and below a revision; None where no file has it."""
        found = self._find(id)
        if found is None:
            return None
        below = self._scripts.revision_map._get_ancestor_nodes([found], include_dependencies=True)
        return {str(one.revision) for one in below}

    def plan(self, direction, to):
        """The steps that Alembic would take. Raises ``wrong-target`` where there is no way to ``to``."""
        from alembic.util import CommandError

        try:
            return list(getattr(self._scripts, "_%s_revs" % direction)(to, self.rows))
        except CommandError as error:
            if to in ("head", "heads", "base"):
                raise
            raise DeployStop("wrong-target", "There is no way to %s: %s" % (to, str(error).rstrip("."))) from error
        except AssertionError as error:  # Alembic walks past the end
            raise DeployStop("wrong-target", "There is no way to %s: there are not that many revisions" % to) from error

    def below(self, to):
        """The revisions that would be taken back to get down to ``to``; none where it is no way down."""
        if to in ("head", "heads") or not self.rows:
            return []
        if to != "base":
            wanted = self._named(to)
            applied = set()
            for row in self.rows:
                applied |= self.known(row) or set()
            if not wanted or wanted == set(self.rows) or not wanted <= applied:
                return []
        return [str(step.revision.revision) for step in self.plan("downgrade", to)]

    def _named(self, to):
        """The ids that ``to`` stands for, relative ones such as ``head-1`` included; none where it names nothing."""
        try:
            found = self._scripts.revision_map._parse_upgrade_target(
                current_revisions=self.rows, target=to, assert_relative_length=True
            )
        except Exception:  # what was planned before has told why
            return set()
        return {str(one.revision) for one in found if one is not None}

    def _find(self, id):
        known = self._scripts.revision_map._revision_map.get(id)
        return known if known is not None and str(known.revision) == id else None
