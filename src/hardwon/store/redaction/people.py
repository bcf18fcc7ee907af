"""What belongs to people: e-mail addresses, and home directories that bear a name."""

from collections.abc import Iterator

from hardwon.store.redaction.rule import Rule, Span, hidden, matches, words

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

_EDGE = rb"(?:^|[^0-9A-Za-z_.~}\x80-\xff-]|\\[nrt]|file://)"
_HOME = (
    _EDGE + rb"(/(?:Users|home)/([0-9A-Za-z_][0-9A-Za-z._-]{0,40}))"
    rb"(?:[^0-9A-Za-z._-]|\.(?:[^0-9A-Za-z]|\z)|\z)"
)
_HOME_WINDOWS = (
    rb"([A-Za-z]:(?:\\{1,8}|/)[Uu]sers(?:\\{1,8}|/)"
    rb"([0-9A-Za-z_][0-9A-Za-z._-]{0,40}(?: [A-Z][0-9A-Za-z._-]{1,40})?))"
    rb"(?:[\\/\s\"'`,;:)\]|>]|\z)"
)
_HOME_SLUG = rb"(?:^|[^0-9A-Za-z_-])(-(?:Users|home)-([0-9A-Za-z_]{1,40}))(?:-|[^0-9A-Za-z_]|\z)"
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
    for pattern in (_HOME, _HOME_WINDOWS):
        for match in matches(pattern, data):
            if match.group(2).lower() not in _NOT_PEOPLE:
                yield Span(match.start(1), match.end(1), "home", b"~")
    # Claude Code names a project's directory after its path: `-Users-anna-work-shop`.
    for match in matches(_HOME_SLUG, data):
        if match.group(2).lower() not in _NOT_PEOPLE:
            yield Span(match.start(1), match.end(1), "home", b"-~")


PEOPLE = (
    Rule((rb"[0-9a-z]@[0-9a-z-]+\.[0-9a-z]",), _mails),
    Rule((b"/users/[0-9a-z_]", b"/home/[0-9a-z_]", rb"\\users[\\/]", b"-users-", b"-home-"), _homes),
)
