"""Takes passwords out of texts that leave this process."""

import re

_secrets = set()
_URL = re.compile(r"([a-z][a-z0-9+.\-]*://[^\s:/@'\"]*):[^\s'\"]*@", re.IGNORECASE)
# Mistyped ones (`postgresql:/`, `postgres//`) are what error messages repeat.
_BROKEN = re.compile(
    r"\b((?:postgres|mysql|mariadb|mssql|oracle|redshift|cockroach)[\w+.\-]*:?/{0,3}[^\s:/@'\"]*):[^\s'\"]*@",
    re.IGNORECASE,
)
_WORD = re.compile(
    r"((?:password|passwd|passphrase|pwd)\w*(?:['\"]?\s*[=:]\s*|\s+(?=')))((?:'[^']*')+|\"[^\"]*\"|[^\s,;&)]+)",
    re.IGNORECASE,
)
_IN_URL = re.compile(r"[a-z][a-z0-9+.\-]*://[^\s:/@]*:([^\s]*)@", re.IGNORECASE)


def learn(secret):
    """From now on this text is never shown. Short ones would hide ordinary words."""
    if isinstance(secret, str) and len(secret) >= 6:
        _secrets.add(secret)


def learn_from(request):
    """Learns the passwords of an ``open`` request."""
    own = request.get("own") or {}
    learn((own.get("endpoint") or {}).get("password"))
    for text in (request.get("url") or "", *request["env"].values()):
        learn_url(text)


def learn_url(text):
    """Learns the password of a URL, as written and decoded."""
    from urllib.parse import unquote

    for found in _IN_URL.findall(text):
        learn(found)
        learn(unquote(found))


def redact(text):
    """The text without passwords."""
    for secret in sorted(_secrets, key=len, reverse=True):
        text = text.replace(secret, "***")
    return _WORD.sub(r"\1***", _BROKEN.sub(r"\1:***@", _URL.sub(r"\1:***@", text)))
