"""Secrets that a command's flag or a file's form gives away: `mysql -p…`, `.netrc`, hashes of passwords."""

import base64
import binascii

from hardwon.store.redaction.judgement import is_placeholder, looks_secret
from hardwon.store.redaction.names import Name
from hardwon.store.redaction.rule import Rule, token

_QUOTE = r"\\*[\"']?"
_REST = r"[^\s\"'\\]"
_NAMED = r"(?:password|passwd|passphrase|secret|token|api_?key|secret_?access_?key)"
_WORD = r"(?:\b|\\[nrt])"


def _is_given(secret: bytes) -> bool:
    """False for a variable, a form to fill in, and the next flag."""
    return (
        secret[:1] not in b"$<{%[-("
        and any(map(str.isalnum, map(chr, secret)))
        and not is_placeholder(secret)
    )


def _is_quoted_password(secret: bytes) -> bool:
    """False for a word: "identified by 'name'"."""
    return looks_secret(secret, Name("password"), quoted=True, tight=False)


def _is_drawn(secret: bytes) -> bool:
    """Letters with digits, as nobody writes them: for places where a word may stand as well."""
    return looks_secret(secret, Name("token"), quoted=True, tight=False) and not secret.startswith(b"0x")


def _is_pair(secret: bytes) -> bool:
    """Whether this is base64 of `user:password`."""
    try:
        plain = base64.b64decode(secret, validate=True)
    except (binascii.Error, ValueError):
        return False
    return plain.isascii() and b":" in plain[1:-1]


def _flag(kind: str, needles: str, pattern: str) -> Rule:
    return token(kind, needles, pattern, worth=_is_given)


COMMANDS: tuple[Rule, ...] = (
    _flag(
        "password",
        r"(?:mysql|mariadb)[a-z-]{0,10}\s[^\n|;&]{0,200}-p[^\s]",
        rf"{_WORD}(?:mysql(?:dump|admin|import|check|show|sh)?|mariadb(?:-[a-z]+)?)(?:\s[^\n|;&]{{0,200}}?)?\s-p{_QUOTE}({_REST}{{4,}})",
    ),
    _flag("password", r"sshpass\s", rf"{_WORD}sshpass\s+-p\s?{_QUOTE}({_REST}{{3,}})"),
    _flag(
        "password",
        r"(?:docker|podman|buildah|skopeo|registry|oc|az|nerdctl|crane)\slogin\s",
        rf"{_WORD}(?:docker|podman|buildah|skopeo|registry|oc|az|nerdctl|crane)\slogin"
        rf"(?:\s[^\n]{{0,200}}?)?\s-p[ =]{_QUOTE}({_REST}{{4,}})",
    ),
    _flag(
        "password", r"redis-cli\s", rf"{_WORD}redis-cli(?:\s[^\n]{{0,100}}?)?\s-a\s{_QUOTE}({_REST}{{4,}})"
    ),
    _flag("password", r"\spass:", rf"\s-?-pass(?:in|out|word)?\s{_QUOTE}pass:({_REST}{{3,}})"),
    token(
        "password",
        r"identified\s{1,3}by\s{1,3}\\*' password\s{1,3}\\*'",
        r"(?i:identified\s{1,3}by|\bpassword)\s{1,3}\\*'([^'\s\\]{4,200})\\*'",
        worth=_is_quoted_password,
    ),
    _flag(
        "password",
        r"machine(?:\s|\\+n){1,4}[^\s]{1,100}(?:\s|\\+n){1,8}login",
        rf"{_WORD}machine(?:\s|\\+n){{1,4}}{_REST}{{1,100}}(?:\s|\\+n){{1,8}}login(?:\s|\\+n){{1,4}}{_REST}{{1,100}}(?:\s|\\+n){{1,8}}password(?:\s|\\+n){{1,4}}({_REST}{{3,}})",
    ),
    _flag(
        "password",
        r":(?:5432|5433|6432|\*):",
        rf"[0-9A-Za-z.*_-]{{1,100}}:(?:5432|5433|6432|\*):[0-9A-Za-z*_-]{{1,60}}:[0-9A-Za-z*_-]{{1,60}}:({_REST}{{4,200}})",
    ),
    _flag(
        "password",
        r"https?\s-a\s",
        rf"{_WORD}https?\s-a\s[^\s:]{{1,60}}:({_REST}{{4,}})",
    ),
    _flag(
        "password",
        r"smbclient\s",
        rf"{_WORD}smbclient\s[^\n]{{0,200}}?-U\s?{_QUOTE}[^\s%]{{1,60}}%({_REST}{{4,}})",
    ),
    _flag(
        "password",
        r"(?:\b|\\n)zip\s 7z\sa",
        rf"{_WORD}(?:zip\s[^\n]{{0,100}}?-P\s|7z\sa\s[^\n]{{0,100}}?-p){_QUOTE}({_REST}{{4,}})",
    ),
    _flag("password", r"openssl\senc", rf"{_WORD}openssl\senc\s[^\n]{{0,200}}?-k\s{_QUOTE}({_REST}{{4,}})"),
    _flag(
        "secret",
        r"gh\ssecret\sset",
        rf"{_WORD}gh\ssecret\sset\s[^\n]{{0,200}}?(?:--body|-b)[ =]{_QUOTE}({_REST}{{4,}})",
    ),
    # `auth=("user", "…")` of Python's clients.
    token(
        "password",
        r"basicauth\( auth\s?=\s?\(",
        rf"(?:BasicAuth|auth\s?=\s?)\(\s?\\*[\"'][^\"'\\]{{1,60}}\\*[\"'],\s?{_QUOTE}({_REST}{{4,}})\\*[\"']",
        worth=_is_quoted_password,
    ),
    # Names and values side by side: `setx NAME x`, `#define NAME "x"`, `<add key="NAME" value="x"/>`.
    token(
        "secret",
        r"setx\s set\s-[a-z] #\s?define\s configure\sset\s",
        rf"(?i:setx|{_WORD}set\s-[a-z]{{1,3}}|#\s?define|configure\sset)\s{{1,3}}[0-9A-Za-z_.]{{0,40}}(?i:{_NAMED})"
        rf"[0-9A-Za-z_.]{{0,20}}\s{{1,8}}{_QUOTE}({_REST}{{6,}})",
        worth=_is_drawn,
    ),
    token(
        "secret",
        r"value=\\*[\"'][^\s]{6}",
        rf"(?i:key|name|id)=\\*[\"'][0-9A-Za-z_.:-]{{0,40}}(?i:{_NAMED})\\*[\"']\s"
        rf"[^\n>]{{0,40}}?value=\\*[\"']({_REST}{{6,}})",
        worth=_is_drawn,
    ),
    token(
        "secret",
        rf"{_NAMED}\s`[^\s`]{{8}}",
        rf"(?i:{_NAMED})(?:\s`({_REST[:-1]}`]{{8,}})`)",
        worth=_is_drawn,
    ),
    token(
        "secret",
        rf"{_NAMED}\s{{1,20}}\|\s{{1,8}}`?[^\s|]{{8}}",
        rf"\|\s{{1,8}}[0-9A-Za-z_ ]{{0,40}}(?i:{_NAMED})\s{{1,20}}\|\s{{1,8}}`?"
        rf"([^\s|`\"'\\]{{8,}})`?\s{{1,40}}\|",
        worth=_is_drawn,
    ),
    # Whoever has the hash can try passwords at leisure.
    token(
        "password-hash",
        r"\$apr1\$ \$2[abxy]?\$[0-9] \$[156y]\$[0-9a-z./]{4} \$argon2",
        r"(\$apr1\$[0-9A-Za-z./]{1,8}\$[0-9A-Za-z./]{22}|\$2[abxy]?\$[0-9]{2}\$[0-9A-Za-z./]{53}"
        r"|\$[156]\$(?:rounds=[0-9]+\$)?[0-9A-Za-z./]{1,16}\$[0-9A-Za-z./]{22,86}|\$y\$[0-9A-Za-z./]{1,8}\$[0-9A-Za-z./]{1,86}\$[0-9A-Za-z./]{43}"
        r"|\$argon2(?:id|i|d)\$[^\s\"'\\]{40,})",
    ),
    token(
        "authorization",
        r"auth\\*\"\s?:",
        rf"\"auth\\*\"\s{{0,3}}:\s{{0,3}}{_QUOTE}([0-9A-Za-z+/]{{12,}}={{0,2}})",
        worth=_is_pair,
    ),
    # Told from a path by its length: a quarter of these hold a slash, some begin with one.
    token(
        "aws-key",
        r"(?:secret_?access_?key|aws_?secret_?key|session_?token)\\*[\"']?\s{0,3}[:=]\s{0,3}\\*[\"']?[0-9a-z/+]{20}",
        rf"(?i:secret_?access_?key|aws_?secret_?key|session_?token)\\*[\"']?\s{{0,3}}[:=]\s{{0,3}}{_QUOTE}([0-9A-Za-z/+]{{40,}}={{0,2}})",
        worth=lambda secret: (
            any(map(str.isdigit, map(chr, secret)))
            and secret.count(b"/") * 8 < len(secret)
            and b"EXAMPLE" not in secret
        ),
    ),
    token("api-key", "django-insecure-", r"django-insecure-([^\s\"'\\]{30,})"),
    token(
        "signature",
        "x-amz-signature x-goog-signature x-amz-security-token",
        r"(?i:X-(?:Amz|Goog)-(?:Signature|Security-Token))(?:=|%3D)([0-9A-Za-z%+/=]{40,})",
    ),
    token(
        "private-key",
        r"private-lines:\s[0-9]",
        r"Private-Lines: [0-9]{1,3}(?:\s|\\+[nr])+[^0-9A-Za-z+/=]{0,20}"
        r"([0-9A-Za-z+/=\s\\>|-]{40,}?)(?:Private-MAC|\z|[^0-9A-Za-z+/=\s\\>|-])",
    ),
)
