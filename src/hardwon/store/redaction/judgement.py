"""Whether a value looks like a secret, or like code, a type, prose, or a form to fill in."""

import math
from collections import Counter
from itertools import pairwise

from hardwon.store.redaction.names import Name, read_name
from hardwon.store.redaction.rule import compiled, words

# A form to fill in, wherever it stands in the value.
_FORM = (
    rb"\$\{|\$\(|\{\{|%\(|^%s|%s$|%s[^0-9a-z]|<[^>]{0,60}>?$|\*\*\*|\.\.\.|\xe2\x80\xa6|xxxx|your[_-]?|example|changeme|"
    rb"change[_-]me|placeholder|dummy|replace|insert|redacted|todo|fixme|not[_-]?set|hidden|masked|put[_-]|"
    rb"enter[_-]|fill[_-]|sample"
)
# Words that stand for a secret without being one: types, states, the names of the thing itself.
_WORDS = words(
    """str string text int integer bool boolean number any object bytes secretstr optional required true
    false yes no on off password passwd passwort pass pwd secret secrets token tokens key apikey api_key
    credential credentials auth bearer basic user username admin root test testing invalid incorrect
    wrong correct valid missing empty unset enabled disabled public private default value values self
    cls this read write none null nil undefined postgres mysql guest hidden write-only readonly varchar
    char field input github gitlab env environment vault plain plaintext hash hashed md5 sha256 bcrypt
    argon2 csrf jwt oauth oauth2 session cookie header query body form file inherit always never all ask
    prompt kennwort contraseña authentication authorization authenticated anonymous encrypted encryption
    protected provided expected generated"""
)
_CALL = (
    rb"^[\w.$]*[A-Za-z_][\w.]*[(\[]|^[A-Za-z_]\w*[)\]}]+\.[a-z_]|"
    rb"^(?:await|new|lambda|not|if|return|function|async|process|os|self|this|settings|config|env)\b"
)
_IDENTIFIER = rb"^[A-Za-z_$@][A-Za-z_$]*(?:(?:\.|->|::|\?\.)[A-Za-z_$][\w$]*)*[)\]};,.:]*$"
_DOTTED = rb"^[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)+[)\]}]*$"
_SHOUTED = rb"^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$"
_PATH = rb"^(?:/|\./|\.\./|~|[A-Za-z]:\\|[a-z]+://)|^[\w.-]+(?:/[\w.-]+)+\.[a-z]{1,5}$"
_VERSION = rb"^v?\d+(?:\.\d+)+"
# A pattern for tokens, a text to format, a place to look.
_EXPRESSION = rb"\[\^?[0-9A-Za-z]-[0-9A-Za-z]|\(\?|\{[0-9]+(?:,[0-9]*)?\}|\{[A-Za-z_][\w.()]*\}|^os\.environ"
_SCRIPT = rb"\?\?|\?\.|[)}\]][A-Za-z]*[({]|=>|&&|\|\|"  # JavaScript without a space
_CODE = rb"^[A-Za-z_][\w.]*[)\]}]"  # `{"password": value}).value`
_SETTING = rb"^[A-Za-z_][\w.]*=."  # `--secret id=x`, `a.token=b.c=1`


def is_placeholder(value: bytes) -> bool:
    """Whether `value` is a form to fill in, or a word for the thing itself."""
    lower = value.lower().strip(b"\"'` ?")
    if lower in _WORDS or len(set(lower)) < 2:
        return True
    return compiled(_FORM).search(lower) is not None or compiled(_SHOUTED).search(value) is not None


def looks_secret(value: bytes, name: Name, *, quoted: bool, tight: bool) -> bool:
    """Whether `value` after `name` is worth hiding. `tight`: nothing stands around the `=`."""
    value = value if quoted else value.rstrip(b".)]}:!?*=")
    if len(value) < (4 if name.is_password else 8) or is_placeholder(value):
        return False
    if quoted:
        return _quoted_secret(value, name)
    return _bare_secret(value, name, tight=tight)


def secret_under_key(value: bytes, name: Name) -> bool:
    """Whether a JSON string under a key of that name is worth hiding: nearly all are."""
    if len(value) < 4 or is_placeholder(value) or compiled(_CALL).search(value):
        return False
    return name.is_password or _varied(value) or len(value) >= 16


def _quoted_secret(value: bytes, name: Name) -> bool:
    if compiled(_PATH).search(value) or compiled(_VERSION).search(value) or value[:1] in b"$<{%[^":
        return False
    if b" " in value or compiled(_EXPRESSION).search(value):
        return False
    if is_scrambled(value):
        return True
    if compiled(rb"^[A-Za-z_.:-]+$").search(value):
        # Letters only: a word (`userPassword`, `refresh-token`), unless its case jumps as no word's does.
        # Where a password is due, one long word is one (`supersecret`).
        return name.is_password and (
            _jumps(value) or (len(value) >= 8 and value.isalpha() and value.islower())
        )
    return _varied(value) or (name.is_password and len(value) >= 6)


def _bare_secret(value: bytes, name: Name, *, tight: bool) -> bool:
    if is_scrambled(value, shortest=10 if name.is_password and tight else 16):
        return True
    # `DB_PASSWORD=correcthorse` stands in an environment, where a word is no variable.
    if (
        name.is_password
        and name.is_shouted
        and tight
        and len(value) >= 8
        and value.isalpha()
        and value.islower()
    ):
        return True
    if value[:1] in b"$<{%[(@/!&*#=" or any(
        compiled(shape).search(value) for shape in (_CALL, _IDENTIFIER, _DOTTED, _PATH, _VERSION, _SETTING)
    ):
        return False
    if not tight and compiled(_CODE).search(value):
        return False
    if not name.is_shouted and (compiled(_SCRIPT).search(value) or _is_name(value)):
        return False
    if value.isdigit():
        return name.is_password and tight and len(value) >= 4
    if not _varied(value):
        return False
    return (name.is_password and len(value) >= 6) or (len(value) >= 10 and entropy(value) >= 2.8)


def _is_name(value: bytes) -> bool:
    """Whether this is a variable for another secret: `password=s3_password`."""
    return (
        compiled(rb"^[A-Za-z_][\w.]*$").search(value) is not None
        and b"_" in value
        and read_name(value) is not None
    )


def _varied(value: bytes) -> bool:
    """Letters with digits or signs among them."""
    text = value.decode("utf-8", "replace")
    return any(c.isalpha() for c in text) and any(not c.isalpha() and c not in "_-. " for c in text)


def _jumps(value: bytes) -> bool:
    """Lower and upper case mixed as in no identifier: more than one change up in eight letters."""
    text = value.decode("latin-1")
    ups = sum(a.islower() and b.isupper() for a, b in pairwise(text))
    doubles = sum(a.isupper() and b.isupper() for a, b in pairwise(text))
    return len(text) >= 8 and ups >= 2 and (ups * 4 > len(text) or doubles > 0)


def is_scrambled(value: bytes, *, shortest: int = 16) -> bool:
    """Whether `value` is letters alone whose case changes as chance has it, and as no identifier's does."""
    text = value.decode("latin-1")
    changes = sum(a.islower() != b.islower() for a, b in pairwise(text))
    return len(text) >= shortest and text.isascii() and text.isalpha() and changes * 3 > len(text)


def entropy(value: bytes) -> float:
    """Shannon's, in bits a byte."""
    counts = Counter(value).values()
    return -sum(n / len(value) * math.log2(n / len(value)) for n in counts)
