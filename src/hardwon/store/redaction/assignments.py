"""Secrets that only their name gives away: `password=…`, `api_key: "…"`, a password in a URL."""

from collections.abc import Iterator
from typing import NamedTuple

from hardwon.store.redaction.judgement import is_placeholder, looks_secret
from hardwon.store.redaction.names import TAILS, Name, read_name
from hardwon.store.redaction.rule import Rule, Span, compiled, hidden, is_marked, matches

# Whole names are read by `names`; a pattern that knows their ends spares it `tokens`, `path` and `passed`.
_WORD = (
    rb"(?:passw(?:or)?d|passwort|pwd|pswd|passphrase|passcode|pass|secrets?|token|credentials?|creds?|mnemonic|pat|"
    rb"(?:api|access|auth|private|secret|signing|encryption|account|master|shared|license|subscription|storage|"
    rb"service)[_-]?key|client-key-data|authorization)(?:[_-]{0,2}(?:"
    + b"|".join(map(str.encode, sorted(TAILS)))
    + rb"))*"
)
# After the name: a closing quote or bracket, perhaps a type, then what assigns.
_SIGN = (
    rb"\\*[\"'`]?\]?(?:[ \t]{0,12}"
    rb"(?::[ \t]{0,2}[&'*?]?[A-Za-z_][\w.\[\]|<>'?& ]{0,40}[ \t]?=|:=|=>|={1,3}|!==?|\?=|:)[ \t]{0,12}"
    rb"|,[ \t]{0,4}"  # setenv("API_KEY", "…"), ("password", "…")
    rb"|%3[Dd]|[ \t]{1,3}->[ \t]{1,3}"
    rb"|>"  # <password>…</password>
    rb"|(?:\s|\\n){1,3}(?:\s{0,40})\\*[\"']?value\\*[\"']?[ \t]{0,2}:[ \t]{0,4}"  # name: X, value: …
    rb"|[ \t]{1,3}is[ \t]{1,3}:?[ \t]{0,2}"
    rb")"
)
_CANDIDATE = rb"(" + _WORD + rb"[_-]{0,3}(" + _SIGN + rb"))"
# `--password x`; apart, as each "password " in prose would be one of the above.
_OPTION = rb"-(?:[0-9A-Za-z]{1,20}[_-]){0,4}-?(" + _WORD + rb"(\\*[\"'`]?[ \t]{1,3}))"
_OPENING = rb"(?:[frbu]{0,2})(\\*[\"'`])"
_URL = rb"[A-Za-z][0-9A-Za-z+.-]{1,30}://[^\s/:@\"'<>\\?#]{0,100}:([^\s\"'<>/\\]{1,200})@[0-9A-Za-z\[]"
_NAME_BYTES = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.")
_LONGEST_NAME = 80
_LONGEST_VALUE = 2048


class Value(NamedTuple):
    """What is assigned: the bytes `start` to `end`, and the quote (with its backslashes) they stand in."""

    start: int
    end: int
    quote: bytes


def _assignments(data: bytes) -> Iterator[Span]:
    return _assigned(data, _CANDIDATE)


def _options(data: bytes) -> Iterator[Span]:
    return _assigned(data, _OPTION)


def _assigned(data: bytes, pattern: bytes) -> Iterator[Span]:
    search = compiled(pattern, case_sensitive=False).search
    position = 0
    while (match := search(data, position)) is not None:
        after = match.end(1)
        position = after
        sign = match.group(2)
        start = _name_start(data, match.start(1))
        if data.endswith(b"[redacted:", 0, start):
            continue
        if match.group(2) == b":" and data.endswith(b":", 0, start):  # `arn:…:secret:its-name`
            continue
        name = read_name(data[start : match.start(2)], sign)
        if name is None:
            continue
        value = _read_value(data, after)
        if value is None or not _is_assigned(sign, name, value):
            continue
        if sign.strip(b" \t\"'`]\\") == b"," and data[value.end + len(value.quote) :][:1] == b":":
            continue  # `{"name": "DB_PASSWORD", "description": …}`
        secret = data[value.start : value.end]
        if not is_marked(secret) and looks_secret(
            secret, name, quoted=bool(value.quote), tight=_is_tight(sign)
        ):
            yield hidden(value.start, value.end, name.kind)
            position = value.end


def _name_start(data: bytes, position: int) -> int:
    """Where the name that holds the word at `position` begins."""
    lowest = max(0, position - _LONGEST_NAME)
    start = position
    while start > lowest and data[start - 1] in _NAME_BYTES:
        start -= 1
    # `\nPASSWORD=`: the n belongs to the escape.
    if start < position and start and data[start - 1] == 0x5C and data[start] in b"nrt":
        start += 1
    return start


def _read_value(data: bytes, start: int) -> Value | None:
    opening = compiled(_OPENING).match(data, start, min(len(data), start + 24))
    if opening is None:
        body = compiled(rb"[^\s\"'`,;&<>|\\]+").match(data, start, min(len(data), start + _LONGEST_VALUE))
        return None if body is None else Value(start, body.end(0), b"")
    quote = opening.group(1)
    begin = opening.end(1)
    end = _closing(data, begin, quote)
    return None if end is None or end == begin else Value(begin, end, quote)


def _closing(data: bytes, begin: int, quote: bytes) -> int | None:
    """Where the same quote with the same number of backslashes closes; None where the line ends first."""
    position = begin
    limit = min(len(data), begin + _LONGEST_VALUE)
    while (position := data.find(quote[-1:], position, limit)) >= 0:
        slashes = 0
        while position - slashes > begin and data[position - slashes - 1] == 0x5C:
            slashes += 1
        if slashes <= len(quote) - 1:
            end = position - slashes
            return None if b"\n" in data[begin:end] else end
        position += 1
    return None


def _is_tight(sign: bytes) -> bool:
    """Whether the sign is that of an environment file or a command line: `=` with nothing around it."""
    return sign in (b"=", b'"=', b"'=")


def _is_assigned(sign: bytes, name: Name, value: Value) -> bool:
    words = sign.strip(b" \t\"'`]\\")
    if words == b"":
        return name.is_option  # `--password x`, but not "password x" in prose
    if words == b",":
        return bool(value.quote) and sign[:1] in b"\\\"'`"
    if words.startswith(b"is") or words == b"->":
        return name.is_password
    return True


def _url_passwords(data: bytes) -> Iterator[Span]:
    for match in matches(_URL, data):
        start, end = match.span(1)
        secret = data[start:end]
        # `http://localhost:8080/@x` has no password; neither has a form to fill in.
        if not is_marked(secret) and not is_placeholder(secret) and not secret.startswith((b"$", b"{", b"%")):
            yield hidden(start, end, "url-password")


ASSIGNMENTS = (
    Rule((rb"://[^/@\s\"]{0,100}:[^/\s\"]{1,200}@",), _url_passwords),
    Rule((_WORD + rb"(?:[^0-9A-Za-z]|\z)",), _assignments),
    Rule((rb"-" + _WORD + rb"[\\\"' \t]",), _options),
)
