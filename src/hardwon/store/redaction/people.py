"""What belongs to people: e-mail addresses, and home directories that bear a name."""

from collections.abc import Iterator

from hardwon.store.redaction.rule import Rule, Span, mark, matches

_MAIL = rb"([0-9A-Za-z][0-9A-Za-z._%+-]{0,63}@(?:[0-9A-Za-z](?:[0-9A-Za-z-]{0,62})\.){1,6}[A-Za-z]{2,18})(?:[^0-9A-Za-z_@-]|\z)"
# Roles and machines, not people.
_ROLES = frozenset(
    b"git noreply no-reply donotreply do-not-reply notifications notification support info hello contact security admin "
    b"administrator root postmaster webmaster mailer-daemon hg svn bot ci builds build team help sales billing abuse "
    b"privacy legal press jobs careers office service services dev ops devops maintainers user username name email you "
    b"your-email youremail someone somebody foo bar test tester example me user1 user2 ssh deploy ec2-user ubuntu".split()
)
_NOT_HOSTS = (
    b"example.com", b"example.org", b"example.net", b"users.noreply.github.com", b"noreply.github.com",
    b"noreply.gitlab.com", b"domain.com", b"email.com", b"company.com", b"host.com", b"test.com", b"foo.com", b"bar.com",
    b"yourdomain.com", b"mycompany.com", b"acme.com", b"b.com", b"y.com", b"b.co",
)  # fmt: skip
# Reserved names (RFC 2606), and endings of files and units: `icon@2x.png`, `getty@tty1.service`.
_NOT_ENDINGS = frozenset(
    b"example test invalid localhost local internal lan py pyi js ts tsx jsx mjs cjs json yaml yml toml md rst txt html css "
    b"png jpg jpeg gif svg webp ico pdf zip gz tar whl service target timer socket mount path slice sock so lock log "
    b"java kt go rs rb php c h cpp hpp swift sql sh vue svelte xml ini cfg class method fixture setter getter property "
    b"deleter cached_property field fields mark task command group route get post put delete patch".split()
)

_HOME = rb"(?:^|[^0-9A-Za-z_.~}\x80-\xff-]|\\[nrt]|file://)(/(?:Users|home)/([0-9A-Za-z_][0-9A-Za-z._-]{0,40}))(?:[^0-9A-Za-z._-]|\.(?:[^0-9A-Za-z]|\z)|\z)"
_HOME_WINDOWS = rb"([A-Za-z]:(?:\\{1,8}|/)(?:Users|users)(?:\\{1,8}|/)([0-9A-Za-z_][0-9A-Za-z._-]{0,40}(?: [A-Z][0-9A-Za-z._-]{1,40})?))(?:[\\/\s\"'`,;:)\]|>]|\z)"
_HOME_SLUG = rb"(?:^|[^0-9A-Za-z_-])(-(?:Users|home)-([0-9A-Za-z_]{1,40}))(?:-|[^0-9A-Za-z_]|\z)"
_NOT_PEOPLE = frozenset(
    b"runner user username name you your yourname shared public default ubuntu debian vscode app node circleci travis "
    b"jenkins vsts vsts_azpcontainer linuxbrew git www www-data ec2-user vagrant docker codespace gitpod site wwwroot deploy "
    b"me root admin guest appuser nonroot container builder build ci runneradmin containeradministrator all index".split()
)


def _mails(data: bytes) -> Iterator[Span]:
    for match in matches(_MAIL, data):
        start, end = match.span(1)
        local, _, host = data[start:end].lower().partition(b"@")
        if local in _ROLES or b"noreply" in local or b"no-reply" in local or local.endswith(b"bot"):
            continue
        if host in _NOT_HOSTS or host.rpartition(b".")[2] in _NOT_ENDINGS or host.endswith(b".example.com"):
            continue
        # `\nanna@` inside a JSON string: the n belongs to the escape.
        if start and data[start - 1 : start] == b"\\" and data[start : start + 1] in b"nrt":
            start += 1
            if data[start : start + 1] == b"@":
                continue
        yield Span(start, end, mark("email"))


def _homes(data: bytes) -> Iterator[Span]:
    for pattern in (_HOME, _HOME_WINDOWS):
        for match in matches(pattern, data):
            if match.group(2).lower() not in _NOT_PEOPLE:
                yield Span(*match.span(1), b"~")
    # Claude Code names a project's directory after its path: `-Users-anna-work-shop`.
    for match in matches(_HOME_SLUG, data):
        if match.group(2).lower() not in _NOT_PEOPLE:
            yield Span(*match.span(1), b"-~")


PEOPLE = (
    Rule("email", (rb"[0-9a-z]@[0-9a-z-]+\.[0-9a-z]",), _mails),
    Rule("home", (b"/users/[0-9a-z_]", b"/home/[0-9a-z_]", rb"\\users[\\/]", b"-users-", b"-home-"), _homes),
)
