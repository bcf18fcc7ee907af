"""What belongs to people: e-mail addresses, and home directories that bear a name."""

import re
from collections.abc import Iterator

from hardwon.store.redaction.rule import Rule, Span, compiled, hidden, matches, words

# From the @ on; the part before it is read backwards, as a pattern for both would be slow on long words.
_HOST = rb"(@(?:[0-9A-Za-z][0-9A-Za-z-]*\.){1,6}[A-Za-z]{2,18})(?:[^0-9A-Za-z_@-]|\z)"
_LOCAL_BYTES = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-")
_LONGEST_LOCAL = 64
# Roles, machines and forms to fill in, not people.
_ROLES = words(
    """git noreply no-reply donotreply do-not-reply notifications notification support info hello
    contact security admin administrator root postmaster webmaster mailer-daemon hg svn bot ci builds
    build team help sales billing abuse privacy legal press jobs careers office service services dev ops
    devops maintainers user username name email you your-email youremail someone somebody foo bar test
    tester example me user1 user2 ssh deploy ec2-user ubuntu"""
)
_NOT_HOSTS = words(
    """example.com example.org example.net users.noreply.github.com noreply.github.com
    noreply.gitlab.com domain.com email.com company.com host.com test.com foo.com bar.com yourdomain.com
    mycompany.com acme.com b.com y.com b.co"""
)
# Reserved names (RFC 2606), and endings of files, units and decorators: `icon@2x.png`, `getty@tty1.service`.
_NOT_ENDINGS = words(
    """example test invalid localhost local internal lan py pyi js ts tsx jsx mjs cjs json yaml yml toml
    md rst txt html css png jpg jpeg gif svg webp ico pdf zip gz tar whl service target timer socket
    mount path slice sock so lock log java kt go rs rb php c h cpp hpp swift sql sh vue svelte xml ini
    cfg class method fixture setter getter property deleter cached_property field fields mark task
    command group route get post put delete patch"""
)

_HOMES = rb"/(?:Users|home)/|\\[Uu]sers|:/[Uu]sers/|-(?:Users|home)-"
# The literals are found first, then these are tried where one stands: bounded, so `re` is never slow on them,
# and it answers sooner than RE2 does.
_HOME = re.compile(
    rb"/(?:Users|home)/([0-9A-Za-z_][0-9A-Za-z._-]{0,40})(?:[^0-9A-Za-z._-]|\.(?:[^0-9A-Za-z]|\Z)|\Z)"
)
_HOME_WINDOWS = re.compile(
    rb"[A-Za-z]:(?:\\{1,8}|/)[Uu]sers(?:\\{1,8}|/)"
    rb"([0-9A-Za-z_][0-9A-Za-z._-]{0,40}(?: [A-Z][0-9A-Za-z._-]{1,40})?)(?=[\\/\s\"'`,;:)\]|>]|\Z)"
)
_HOME_SLUG = re.compile(rb"-(?:Users|home)-([0-9A-Za-z_]{1,40})(?:-|[^0-9A-Za-z_]|\Z)")
_WITHIN = frozenset(
    b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.~}-" + bytes(range(128, 256))
)
_WITHIN_SLUG = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
_NOT_PEOPLE = words(
    """runner user username name you your yourname shared public default ubuntu debian vscode app node
    circleci travis jenkins vsts vsts_azpcontainer linuxbrew git www www-data ec2-user vagrant docker
    codespace gitpod site wwwroot deploy me root admin guest appuser nonroot container builder build ci
    runneradmin containeradministrator all index"""
)


def _mails(data: bytes) -> Iterator[Span]:
    for match in matches(_HOST, data):
        at, end = match.span(1)
        start = _local_start(data, at)
        local, host = data[start:at].lower(), data[at + 1 : end].lower()
        if (
            not local
            or local in _ROLES
            or b"noreply" in local
            or b"no-reply" in local
            or local.endswith(b"bot")
        ):
            continue
        if host in _NOT_HOSTS or host.rpartition(b".")[2] in _NOT_ENDINGS or host.endswith(b".example.com"):
            continue
        # Mailing lists, and machines: `0f1e…-…@1.i-017652f-worker.example.net`.
        if host.startswith((b"lists.", b"googlegroups.")) or (len(local) == 36 and local.count(b"-") == 4):
            continue
        if host == b"github.com" and local.startswith(b"org-"):  # `org-123@github.com:`, an SSH alias
            continue
        yield hidden(start, end, "email")


def _local_start(data: bytes, at: int) -> int:
    """Where the part before the @ begins; `at` where there is none."""
    start = at
    while start > max(0, at - _LONGEST_LOCAL) and data[start - 1] in _LOCAL_BYTES:
        start -= 1
    # `\nanna@` inside a JSON string: the n belongs to the escape.
    if start < at and data[start - 1 : start] == b"\\" and data[start] in b"nrt":
        start += 1
    while start < at and data[start] in b"._%+-":
        start += 1
    return start


def _homes(data: bytes) -> Iterator[Span]:
    search = compiled(_HOMES).search
    position = 0
    while (found := search(data, position)) is not None:
        at, position = found.start(0), found.start(0) + 1
        first = data[at]
        match, mark = None, b"~"
        if first == 0x2F:
            start = at
            match = _HOME.match(data, at) if _begins_path(data, at) else None
        elif first == 0x2D:  # Claude Code names a project's directory after its path: `-Users-anna-work-shop`
            start, mark = at, b"-~"
            match = _HOME_SLUG.match(data, at) if not at or data[at - 1] not in _WITHIN_SLUG else None
        else:
            start = _drive(data, at)
            match = None if start < 0 else _HOME_WINDOWS.match(data, start)
        if match is not None and match.group(1).lower() not in _NOT_PEOPLE:
            yield Span(start, match.end(1), "home", mark)
            position = match.end(1)


def _begins_path(data: bytes, at: int) -> bool:
    """Whether a path begins here: not within another, nor within a web address."""
    if not at or data[at - 1] not in _WITHIN:
        return True
    return data[at - 2 : at] in (rb"\n", rb"\r", rb"\t")


def _drive(data: bytes, at: int) -> int:
    """Where the drive before the backslash or colon at `at` stands; -1 where none does."""
    colon = at
    while at - colon < 8 and data[colon - 1 : colon] == b"\\":
        colon -= 1
    if data[colon : colon + 1] == b":":
        colon += 1
    start = colon - 2
    if start < 0 or data[colon - 1] != 0x3A or not chr(data[start]).isalpha():
        return -1
    # `file:/Users` is no drive `e:`.
    before = data[start - 2 : start] if start > 1 else data[:start]
    return start if not before[-1:].isalpha() or before in (rb"\n", rb"\r", rb"\t") else -1


PEOPLE = (
    Rule((rb"[0-9a-z]@[0-9a-z-]+\.[0-9a-z]",), _mails),
    Rule((b"/users/[0-9a-z_]", b"/home/[0-9a-z_]", rb"\\users[\\/]", b"-users-", b"-home-"), _homes),
)
