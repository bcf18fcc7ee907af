"""Where a pack comes from: a folder, a git repository, or hardwon itself."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from hardwon.core import HardwonError

_SCHEMES = ("https", "ssh", "file")
_ADDRESS = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<host>[^/]*)(?P<path>/.*)", re.DOTALL)
_SCP = re.compile(r"(?P<user>[A-Za-z0-9._-]+)@(?P<host>[A-Za-z0-9.-]+):(?P<path>[^:].*)", re.DOTALL)
_TRANSPORT = re.compile(r"[A-Za-z0-9+.-]+::")
_REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/+-]{0,199}")
SUBDIRECTORY = "subdirectory="


class BadSource(HardwonError):
    """What was named as a pack's place is none that a pack is taken from."""


@dataclass(frozen=True, slots=True)
class FolderSource:
    """A folder; `path` is relative to the repository's root, with `/`, for every clone beside it."""

    path: str

    def __str__(self) -> str:
        return self.path

    @property
    def ref(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class GitSource:
    """A git repository: `address` without credentials, what is asked for in it, and the folder in it.

    `ref` is a branch, a tag or a commit; empty takes the default branch. `secret` is the user's part of an
    https address: it opens the door this time, and is written nowhere.
    """

    address: str
    ref: str = ""
    folder: str = ""
    secret: str = field(default="", repr=False, compare=False)

    @property
    def url(self) -> str:
        """The address as git takes it, credentials and all; for no eye and no file."""
        return self.address.replace("://", f"://{self.secret}@", 1) if self.secret else self.address

    def __str__(self) -> str:
        scp = "://" not in self.address
        ref = f"@{self.ref}" if self.ref else ""
        folder = f"#{SUBDIRECTORY}{self.folder}" if self.folder else ""
        return f"{'' if scp else 'git+'}{self.address}{ref}{folder}"


@dataclass(frozen=True, slots=True)
class ShippedSource:
    """A pack that ships with hardwon, by its name."""

    name: str

    def __str__(self) -> str:
        return f"hardwon:{self.name}"

    @property
    def ref(self) -> str:
        return ""


Source = FolderSource | GitSource | ShippedSource


def read_source(text: str, *, root: Path, base: Path, shipped: tuple[str, ...] = ()) -> Source:
    """What `text` names: a git address, a folder (relative to `base`), or one of the `shipped` packs.

    A folder that is there goes before a pack of the same name. Raises `BadSource`.
    """
    if not text or any(not letter.isprintable() for letter in text):
        raise BadSource(f"{text!a} names no pack", next_step="name a folder, a git address or a pack")
    if is_address(text):
        return git_source(text)
    if text.startswith("hardwon:") and text.partition(":")[2] in shipped:
        return ShippedSource(text.partition(":")[2])
    folder = base / text
    if text in shipped and not folder.is_dir():
        return ShippedSource(text)
    if not folder.is_dir():
        known = f"; hardwon ships {', '.join(shipped)}" if shipped else ""
        raise BadSource(
            f"there is no folder {text}{known}",
            next_step="name a folder with a pack.yaml, a git address, or a pack that ships",
        )
    return FolderSource(os.path.relpath(folder.resolve(), root.resolve()).replace(os.sep, "/"))


def is_address(text: str) -> bool:
    """Whether `text` means a git repository elsewhere, be it a good address or not."""
    return "://" in text or text.startswith("git+") or bool(_SCP.match(text) or _TRANSPORT.match(text))


def git_source(text: str) -> GitSource:
    """The repository at the address `text`, `git+` before it or not. Raises `BadSource`."""
    address, has_fragment, fragment = text.removeprefix("git+").partition("#")
    scp = None if "://" in address else _SCP.fullmatch(address)
    found = scp or _ADDRESS.fullmatch(address)
    if found is None or _TRANSPORT.match(address):
        raise BadSource(
            f"{_bare(address)} is no address that a pack is taken from",
            next_step="write https://HOST/PATH, ssh://git@HOST/PATH, git@HOST:PATH or file:///PATH",
        )
    path, ref, folder = found["path"], "", ""
    for part in fragment.split("&") if fragment else ():
        if part.startswith(SUBDIRECTORY):
            folder = part.removeprefix(SUBDIRECTORY)
        else:
            ref = part
    # A path may hold an `@`, too: who writes a fragment has said all there is.
    if "@" in path and (not has_fragment or (folder and not ref)):
        path, _, ref = path.rpartition("@")
    host, secret = found["host"], ""
    if scp:
        address = f"{scp['user']}@{host}:{path}"
    else:
        user, _, host = host.rpartition("@")
        scheme = found["scheme"].lower()
        if scheme == "https":
            secret = user
        elif user:  # of ssh: who one is there is no secret, a password is
            host = f"{user.partition(':')[0]}@{host}"
        _require_scheme(scheme, host, path)
        address = f"{scheme}://{host}{path}"
    _require_plain(address, host, path, ref, folder)
    return GitSource(address, ref, folder.strip("/"), secret)


def _require_scheme(scheme: str, host: str, path: str) -> None:
    if scheme not in _SCHEMES:
        raise BadSource(f"packs are not taken by {scheme}://", next_step=f"they are by {', '.join(_SCHEMES)}")
    if bool(host) is (scheme == "file") or not path.strip("/"):
        raise BadSource(
            f"{scheme}://{host}{_bare(path)} names no repository",
            next_step="write file:///PATH" if scheme == "file" else f"write {scheme}://HOST/PATH",
        )


def _require_plain(address: str, host: str, path: str, ref: str, folder: str) -> None:
    """Nothing that git, ssh or a shell could take for an option, and no way out of the repository."""
    bare_host = host.rpartition("@")[2]
    if bare_host.startswith("-") or host.startswith("-") or path.startswith("-"):
        raise BadSource(f"{_bare(address)} begins with `-`", next_step="write the host's name")
    if "?" in address:
        raise BadSource(f"{_bare(address)} has a query", next_step="write the address that `git clone` takes")
    if ref and (not _REF.fullmatch(ref) or ".." in ref or "//" in ref or ref.endswith(("/", ".lock", "."))):
        raise BadSource(f"{ref!a} is no branch, tag or commit", next_step="write the tag: URL@v1.0")
    if folder.startswith(("/", "-")) or {"..", "."} & set(folder.split("/")):
        raise BadSource(
            f"{folder!a} is no folder of the repository", next_step="write #subdirectory=packs/name"
        )


def _bare(address: str) -> str:
    """The address as an error may show it: without what stands before an `@`, or behind a `?`."""
    scheme, mark, rest = address.partition("://")
    if not mark:
        return address.rpartition("@")[2].partition("?")[0]
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path.partition('?')[0]}"
