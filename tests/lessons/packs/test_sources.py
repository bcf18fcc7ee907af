"""An address is read as git would, minus everything that could be more than an address."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardwon.lessons.packs.sources import (
    BadSource,
    FolderSource,
    GitSource,
    ShippedSource,
    git_source,
    is_address,
    read_source,
)

_WORDS = st.text("abcdef-_.", min_size=1, max_size=12)
_SECRETS = st.text("XYZ019%:", min_size=4, max_size=20)


@pytest.mark.parametrize(
    ("text", "address", "ref", "folder"),
    [
        ("https://git.example.org/a/b.git", "https://git.example.org/a/b.git", "", ""),
        ("git+https://git.example.org/a/b.git@v3", "https://git.example.org/a/b.git", "v3", ""),
        ("https://git.example.org/a/b#release/3.1", "https://git.example.org/a/b", "release/3.1", ""),
        (
            "https://git.example.org/a/b@v3#subdirectory=packs/x",
            "https://git.example.org/a/b",
            "v3",
            "packs/x",
        ),
        ("https://git.example.org/a#v3&subdirectory=packs", "https://git.example.org/a", "v3", "packs"),
        ("ssh://git@git.example.org:2222/a.git@v1", "ssh://git@git.example.org:2222/a.git", "v1", ""),
        ("git@git.example.org:team/a.git@v1", "git@git.example.org:team/a.git", "v1", ""),
        ("file:///srv/git/a@main", "file:///srv/git/a", "main", ""),
        ("file:///srv/a@b/c#main", "file:///srv/a@b/c", "main", ""),
        ("HTTPS://git.example.org/a", "https://git.example.org/a", "", ""),
    ],
)
def test_an_address_is_read_with_its_ref_and_folder(text: str, address: str, ref: str, folder: str) -> None:
    assert git_source(text) == GitSource(address, ref, folder)
    assert git_source(str(git_source(text))) == git_source(text)


@pytest.mark.parametrize(
    "text",
    [
        "ext::sh -c 'touch /tmp/x'",
        "git+ext::sh -c true",
        "fd::17",
        "http://git.example.org/a",
        "git://git.example.org/a",
        "ftp://git.example.org/a",
        "https:///a",
        "https://git.example.org/",
        "file://host/a",
        "ssh://-oProxyCommand=true/a",
        "https://-x/a",
        "git@-oProxyCommand=true:a",
        "https://git.example.org/a@--upload-pack=true",
        "https://git.example.org/a@..",
        "https://git.example.org/a@v1..v2",
        "https://git.example.org/a@x.lock",
        "https://git.example.org/a@v1;true",
        "https://git.example.org/a#subdirectory=../b",
        "https://git.example.org/a#subdirectory=/etc",
        "https://git.example.org/a#subdirectory=-x",
        "https://git.example.org/a?token=x",
        "https://git.example.org/a\n",
        "",
    ],
)
def test_what_could_be_more_than_an_address_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(BadSource):
        read_source(text, root=tmp_path, base=tmp_path)


@given(user=_WORDS, password=_SECRETS, rest=_WORDS)
def test_credentials_are_shown_nowhere(user: str, password: str, rest: str) -> None:
    secret = f"{user}:{password}"
    source = git_source(f"https://{secret}@git.example.org/{rest}a")
    assert source.url == f"https://{secret}@git.example.org/{rest}a"
    assert password not in f"{source} {source!r} {source.address}"
    with pytest.raises(BadSource) as raised:
        git_source(f"ftp://{secret}@git.example.org/{rest}a")
    assert password not in str(raised.value)
    with pytest.raises(BadSource) as raised:
        git_source(f"git+{secret}@git.example.org/{rest}a")
    assert password not in str(raised.value)


@given(text=st.text(max_size=60) | st.from_regex(r"\A(git\+)?(https|ssh|file|ext)(://|::)[ -~]{0,40}\Z"))
def test_any_text_is_an_address_that_git_takes_literally_or_refused(text: str) -> None:
    try:
        source = git_source(text)
    except BadSource:
        return
    assert source.address.startswith(("https://", "ssh://", "file:///")) or "@" in source.address
    assert not source.ref.startswith("-")
    assert ".." not in source.folder.split("/")
    assert not source.folder.startswith(("/", "-"))


def test_a_folder_is_named_from_the_repository(tmp_path: Path) -> None:
    (tmp_path / "a/packs").mkdir(parents=True)
    (tmp_path / "repository").mkdir()
    found = read_source("packs", root=tmp_path / "repository", base=tmp_path / "a")
    assert found == FolderSource("../a/packs")
    with pytest.raises(BadSource, match="there is no folder zzz; hardwon ships jobs"):
        read_source("zzz", root=tmp_path, base=tmp_path, shipped=("jobs",))


def test_a_folder_that_is_there_goes_before_a_pack_that_ships(tmp_path: Path) -> None:
    assert read_source("jobs", root=tmp_path, base=tmp_path, shipped=("jobs",)) == ShippedSource("jobs")
    (tmp_path / "jobs").mkdir()
    assert read_source("jobs", root=tmp_path, base=tmp_path, shipped=("jobs",)) == FolderSource("jobs")
    assert read_source("hardwon:jobs", root=tmp_path, base=tmp_path, shipped=("jobs",)) == (
        ShippedSource("jobs")
    )


def test_paths_are_no_addresses() -> None:
    assert [is_address(text) for text in ("../a", "/srv/a@b", "a.jsonl", "C:\\a", "async-jobs")] == [
        False
    ] * 5
