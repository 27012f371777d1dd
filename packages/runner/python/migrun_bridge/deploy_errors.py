"""Why a deploy goes no further. ``reason`` is the word of the protocol, ``details`` are its facts."""


class DeployStop(Exception):
    """An end that migrun itself decided on; nothing is raised through env.py by accident."""

    def __init__(self, reason, message, **details):
        super().__init__(message)
        self.reason = reason
        self.details = details


def is_disconnect(error):
    """Did the connection break under a statement, as SQLAlchemy's dialect judges it?"""
    seen = []
    while error is not None and error not in seen:
        if getattr(error, "connection_invalidated", False) is True:
            return True
        seen.append(error)
        error = error.__cause__ or error.__context__
    return False


def stop_in(error):
    """The DeployStop behind an exception, however env.py and SQLAlchemy wrapped it; None: there is none."""
    seen = []
    while error is not None and error not in seen:
        if isinstance(error, DeployStop):
            return error
        seen.append(error)
        inner = getattr(error, "exceptions", None)
        if inner:
            found = [stop for stop in map(stop_in, inner) if stop is not None]
            if found:
                return found[0]
        error = error.__cause__ or getattr(error, "orig", None) or error.__context__
    return None


def wrong_database(lock, other):
    """The refusal of an env.py that leads away from the lock."""
    return DeployStop("wrong-database", "The lock is in %s, and env.py connects to %s" % (lock, other), places=[lock, other])
