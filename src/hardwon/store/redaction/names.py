"""Which names promise a secret: `DB_PASSWORD` does, `password_length` does not."""

import re
from functools import lru_cache
from typing import NamedTuple


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PASSWORDS = frozenset(
    {"password", "passwd", "passwort", "pwd", "pswd", "passphrase", "passcode", "mnemonic", "pass"}
)
_SECRETS = frozenset({"secret", "secrets", "credential", "credentials", "creds"})
_KEYS = _words(
    """api access auth private secret signing encryption account master shared license subscription
    storage service"""
)
_JOINED = frozenset(f"{word}key" for word in _KEYS) | {"secretaccesskey"}
_JOINED_TOKENS = frozenset({"accesstoken", "apitoken", "authtoken", "bearertoken", "refreshtoken"})
# Words that may follow without changing what the name promises.
TAILS = _words(
    """prod production dev development staging stage live test testing primary secondary main master old
    new current base value val string text raw plain default admin root env var backup local ci 1 2 3 v1
    v2"""
)
# Words that turn a token into something countable or public.
_HARMLESS = _words(
    """max min num count total input output prompt completion cache cached budget limit per next page
    continuation sync cursor public forgot reset change confirm show hide toggle no without invalid
    missing required has is requires"""
)
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


class Name(NamedTuple):
    """A name that promises a secret of `kind`; as an option `--name`, or shouted `A_NAME`."""

    kind: str
    is_option: bool = False
    is_shouted: bool = False

    @property
    def is_password(self) -> bool:
        return self.kind == "password"


@lru_cache(maxsize=4096)
def read_name(raw: bytes, sign: bytes = b"=") -> Name | None:
    """What a name promises; None where it is the name of something else."""
    if b"[redacted:" in raw:
        return None
    text = raw.decode("latin-1")
    words = [word.lower() for word in _WORDS.findall(text.rpartition(".")[2] or text)]
    while words and words[-1] in TAILS and len(words) > 1:
        words.pop()
    if not words:
        return None
    kind = _kind(words, shouted=text.isupper() and sign[:1] in (b"=", b'"', b"'", b"\\"))
    return None if kind is None else Name(kind, is_option=text.startswith("-"), is_shouted=text.isupper())


def _kind(words: list[str], *, shouted: bool) -> str | None:
    last, before = words[-1], words[-2] if len(words) > 1 else ""
    if last in _PASSWORDS:
        if last == "pass" and not (before or shouted):
            return None
        return None if before in ("forgot", "reset", "show", "hide", "toggle", "no") else "password"
    if last in _SECRETS:
        return "secret"
    if last in _JOINED or (last == "key" and before in _KEYS):
        return "api-key"
    if words[-3:] == ["client", "key", "data"]:  # kubeconfig
        return "private-key"
    if last in ("token", "authorization"):
        return None if _HARMLESS.intersection(words) else "token"
    if last == "pat" and (shouted or before in ("github", "gh", "gitlab", "azure")):
        return "token"
    # Written together: `PGPASSWORD`, `clientsecret`.
    if last.endswith(("password", "passwd", "passphrase")):
        return "password"
    if last.endswith("secret"):
        return "secret"
    return "token" if last in _JOINED_TOKENS else None
