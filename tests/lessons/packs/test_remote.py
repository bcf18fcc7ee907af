"""git brings a pack's objects: nothing is checked out, nothing asked, nothing run that the pack says."""

import os
import time
from pathlib import Path

import pytest

from hardwon.lessons.packs.contents import BadPack
from hardwon.lessons.packs.remote import NotFetched, fetch
from hardwon.lessons.packs.sources import GitSource, git_source
from tests.lessons.packs.samples import PAGES, commit_pack, git, lesson, write_pack

ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}


@pytest.fixture
def org(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "org")


def files(org: Path, wish: str = "") -> set[str]:
    return set(fetch(git_source(f"file://{org}{wish}"), environment=ENVIRONMENT).contents.files)


ALL = {"pack.yaml", *(f"lessons/{slug}.md" for slug in PAGES)}


def test_branch_tag_commit_and_default_are_found(org: Path) -> None:
    first = commit_pack(org)
    git(org, "tag", "-a", "v1", "-m", "With a message")
    (org / "lessons/third.md").write_text(lesson("Third"))
    second = commit_pack(org)
    for wish in ("@v1", f"@{first}", f"@{first[:10]}", "#refs/tags/v1"):
        found = fetch(git_source(f"file://{org}{wish}"), environment=ENVIRONMENT)
        assert (found.commit, set(found.contents.files)) == (first, ALL)
    for wish in ("", "@main"):
        found = fetch(git_source(f"file://{org}{wish}"), environment=ENVIRONMENT)
        assert (found.commit, set(found.contents.files)) == (second, {*ALL, "lessons/third.md"})


def test_a_tag_goes_before_a_branch_of_the_same_name(org: Path) -> None:
    first = commit_pack(org, tag="same")
    (org / "lessons/third.md").write_text(lesson("Third"))
    commit_pack(org)
    git(org, "branch", "same")
    assert fetch(git_source(f"file://{org}@same"), environment=ENVIRONMENT).commit == first


def test_a_pack_may_be_in_a_folder_of_the_repository(tmp_path: Path) -> None:
    write_pack(tmp_path / "all/packs/one")
    commit_pack(tmp_path / "all")
    assert files(tmp_path / "all", "#subdirectory=packs/one") == ALL
    with pytest.raises(BadPack, match=r"is no pack: it has no pack\.yaml"):
        files(tmp_path / "all")
    with pytest.raises(BadPack, match="is no pack"):
        files(tmp_path / "all", "#subdirectory=packs/none")


def test_what_is_not_there_is_told_with_what_is(org: Path) -> None:
    commit_pack(org, tag="v1")
    with pytest.raises(NotFetched, match="there is no branch, tag or commit `v2` -> its tags are v1"):
        files(org, "@v2")
    with pytest.raises(NotFetched, match="has no commit 0000000"):
        files(org, f"@{'0' * 39}1")
    with pytest.raises(NotFetched, match=r"fatal: .*does not appear to be a git repository"):
        files(org.parent / "none")


def test_links_in_a_repository_are_named_and_not_followed(org: Path) -> None:
    (org / "lessons/linked.md").symlink_to("/etc/passwd")
    (org / "lessons/a b.md").write_text(lesson("Blank"))
    commit_pack(org)
    found = fetch(git_source(f"file://{org}"), environment=ENVIRONMENT).contents
    assert set(found.files) == ALL
    assert {problem.path for problem in found.problems} == {"lessons/linked.md", "lessons/a b.md"}


def test_attributes_filters_and_hooks_of_a_repository_do_nothing(org: Path, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    (org / ".gitattributes").write_text("*.md filter=evil ident\n")
    (org / ".gitmodules").write_text(f'[submodule "x"]\n\tpath = x\n\turl = ext::touch {mark}\n')
    git(org, "init", "-q")
    for hook in ("post-checkout", "post-merge", "reference-transaction"):
        (org / ".git/hooks").mkdir(exist_ok=True)
        (org / ".git/hooks" / hook).write_text(f"#!/bin/sh\ntouch {mark}\n")
        (org / ".git/hooks" / hook).chmod(0o755)
    git(org, "-c", "core.hooksPath=/dev/null", "add", "-A")
    git(org, "-c", "core.hooksPath=/dev/null", "commit", "-q", "-m", "As it is")
    found = fetch(git_source(f"file://{org}"), environment=ENVIRONMENT).contents
    assert found.files["lessons/pin-the-image.md"] == PAGES["pin-the-image"].encode()
    assert not mark.exists()


def test_no_other_transport_is_taken_even_where_the_configuration_leads_to_one(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    (tmp_path / ".gitconfig").write_text(
        f'[url "ext::touch {mark} "]\n\tinsteadOf = https://git.example.org/\n[protocol]\n\tallow = always\n'
    )
    environment = {**ENVIRONMENT, "HOME": str(tmp_path)}
    with pytest.raises(NotFetched, match="transport 'ext' not allowed"):
        fetch(git_source("https://git.example.org/x"), environment=environment)
    with pytest.raises(NotFetched, match="transport 'ext' not allowed"):
        fetch(GitSource(f"ext::touch {mark}"), environment=environment)
    assert not mark.exists()


def test_the_repository_that_one_stands_in_is_not_the_one_that_is_written(org: Path, tmp_path: Path) -> None:
    commit_pack(org)
    git(tmp_path, "init", "-q", "here")
    before = sorted((tmp_path / "here/.git").rglob("*"))
    inside = {**ENVIRONMENT, "GIT_DIR": str(tmp_path / "here/.git"), "GIT_INDEX_FILE": "index"}
    fetch(git_source(f"file://{org}"), environment=inside)
    assert sorted((tmp_path / "here/.git").rglob("*")) == before


def _stand_in(tmp_path: Path, script: str) -> dict[str, str]:
    """An environment with a program in git's place: it never answers, or says what it was told."""
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin/git"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return {**ENVIRONMENT, "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"}


def test_git_that_does_not_answer_is_ended_with_what_it_started(tmp_path: Path) -> None:
    environment = _stand_in(tmp_path, f"sleep 60 & echo $! > {tmp_path}/child; wait")
    started = time.monotonic()
    with pytest.raises(NotFetched, match=r"git did not answer within 0\.5 s"):
        fetch(git_source("https://git.example.org/x"), environment=environment, patience=0.5)
    assert time.monotonic() - started < 20
    child = int((tmp_path / "child").read_text())
    deadline = time.monotonic() + 5
    while _runs(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _runs(child)


def _runs(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def test_credentials_are_no_argument_and_in_no_message(tmp_path: Path) -> None:
    script = (
        f'echo "$@" >> {tmp_path}/arguments\n'
        '[ "$1" = init ] && exit 0\n'
        "echo \"fatal: could not read from '$GIT_CONFIG_VALUE_0'\" >&2; exit 128"
    )
    source = git_source("https://jane:correct-horse-7@git.example.org/x@v1")
    with pytest.raises(NotFetched) as raised:
        fetch(source, environment=_stand_in(tmp_path, script))
    assert "could not read from 'https://git.example.org/x'" in str(raised.value)
    assert "horse" not in str(raised.value)
    assert "ls-remote" in (tmp_path / "arguments").read_text()
    assert "horse" not in (tmp_path / "arguments").read_text()


def test_where_there_is_no_git_the_sentence_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotFetched, match="git cannot be run"):
        fetch(git_source("https://git.example.org/x"), environment={"PATH": str(tmp_path)})
