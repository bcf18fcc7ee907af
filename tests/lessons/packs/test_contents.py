"""A pack is foreign input: whatever its folder holds, reading it does no harm and hides no good page."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardwon.lessons.packs import contents
from hardwon.lessons.packs.contents import BadPack, Contents, folder_contents, is_part, wrong_name
from hardwon.lessons.packs.pack import Pack, read_pack
from tests.lessons.packs.samples import MANIFEST, PAGES, lesson, write_pack


def read(folder: Path) -> Pack:
    return read_pack(folder_contents(folder), where="org")


def of(files: dict[str, bytes]) -> Pack:
    return read_pack(Contents({"pack.yaml": MANIFEST.encode(), **files}), where="org")


def test_what_is_no_part_of_a_pack_is_not_looked_at(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "org")
    (folder / "README.md").write_text("x")
    (folder / "lessons/README.md").write_text("x")
    (folder / "lessons/.draft.md").write_text("x")
    (folder / "lessons/notes.txt").write_text("x")
    (folder / "lessons/deep").mkdir()
    (folder / "lessons/deep/x.md").write_text("x")
    os.mkfifo(folder / "pipe")
    found = read(folder)
    assert (list(found.pages), found.problems) == ([f"{slug}.md" for slug in PAGES], ())


def test_links_pipes_and_folders_among_the_pages_are_named_and_not_followed(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "org")
    secret = tmp_path / "secret.md"
    secret.write_text(lesson("Secret"))
    (folder / "lessons/linked.md").symlink_to(secret)
    (folder / "lessons/dangling.md").symlink_to("/nonexistent")
    (folder / "lessons/folder.md").mkdir()
    os.mkfifo(folder / "lessons/pipe.md")
    found = read(folder)
    assert list(found.pages) == [f"{slug}.md" for slug in PAGES]
    assert {problem.path: problem.what for problem in found.problems} == {
        "lessons/linked.md": "a link",
        "lessons/dangling.md": "a link",
        "lessons/folder.md": "no ordinary file",
        "lessons/pipe.md": "no ordinary file",
    }


def test_a_linked_manifest_or_folder_of_lessons_is_refused(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "org")
    (folder / "lessons").rename(tmp_path / "elsewhere")
    (folder / "lessons").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BadPack, match="is a link"):
        read(folder)
    other = write_pack(tmp_path / "other")
    (other / "pack.yaml").unlink()
    (other / "pack.yaml").symlink_to(folder / "pack.yaml")
    with pytest.raises(BadPack, match=r"has no pack\.yaml"):
        read(other)


def test_a_large_file_is_left_out_and_too_many_are_refused(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "org")
    (folder / "lessons/large.md").write_bytes(b"x" * (contents.LARGEST + 1))
    assert [problem.path for problem in read(folder).problems] == ["lessons/large.md"]
    for number in range(contents.MOST_FILES):
        (folder / f"lessons/n{number}.md").touch()
    with pytest.raises(BadPack, match="a pack has at most 500 files"):
        read(folder)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"no front matter", "the page does not begin with front matter"),
        (b"---\ntitle: [\n---\n", ""),
        (b"---\ntitle: \xff\n---\n", "byte 0xff is not UTF-8"),
        (lesson("Nul").encode() + b"a\0b", "holds the control character U+0000"),
        (lesson("Escape").encode() + b"\x1b[2J", "holds the control character U+001B"),
        (lesson("Turned").encode() + "\u202e".encode(), "holds the control character U+202E"),
        (b"", "the page does not begin with front matter"),
    ],
)
def test_a_broken_page_is_a_problem_and_hides_no_other(data: bytes, what: str) -> None:
    found = of({"lessons/bad.md": data, "lessons/good.md": lesson("Good").encode()})
    assert list(found.pages) == ["good.md"]
    assert {problem.path for problem in found.problems} == {"lessons/bad.md"}
    assert found.problems[0].what.startswith(what)


def test_names_that_differ_in_case_alone_are_one_name(tmp_path: Path) -> None:
    page = lesson("Good").encode()
    found = of({"lessons/Good.md": page, "lessons/good.md": page})
    assert list(found.pages) == ["Good.md"]
    assert [problem.path for problem in found.problems] == ["lessons/good.md"]


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        ("", "holds no keys"),
        ("- a\n", "holds no keys"),
        ("name: [\n", "is no YAML"),
        ("name: a\n\ttitle: b\n", "pack.yaml:2 is no YAML"),
        ("a: &a [*a]\nname: x\ntitle: t\nversion: 1\nbefore: *a\n", "`before`"),
        ("name: x\n", "`title` is missing"),
        ("name: ../x\ntitle: t\nversion: 1\n", "`name` is '../x'"),
        ("name: no\ntitle: t\nversion: 1\n", "`name` is False"),
        ("name: x\ntitle: t\nversion: one\n", "`version` is 'one'"),
        ("name: x\ntitle: t\nversion: true\n", "`version` is True"),
        ("name: x\ntitle: t\nversion: 1" + "1" * 9000 + "\n", ""),
        ("name: x\ntitle: t\nversion: 1\nbefore: text\n", "`before`"),
        ("name: x\ntitle: t\nversion: 1\nformat: 2\n", "is a pack of format 2, this hardwon reads 1"),
        ("name: x\ntitle: t\nversion: 1\nabout: !!python/object/apply:os.system [x]\n", "is no YAML"),
        ("name: x\ntitle: " + "[" * 5000 + "\n", ""),
        ("x" * 70_000, "more than 65,536 characters"),
    ],
)
def test_a_manifest_that_cannot_be_taken_is_told(manifest: str, said: str) -> None:
    with pytest.raises(BadPack) as raised:
        read_pack(Contents({"pack.yaml": manifest.encode()}), where="org")
    assert said in str(raised.value)
    assert str(raised.value).startswith("org")
    assert len(str(raised.value)) < 400


@given(data=st.binary(max_size=300) | st.text(max_size=200).map(lambda text: f"name: x\n{text}".encode()))
def test_any_bytes_are_a_manifest_or_a_sentence(data: bytes) -> None:
    try:
        said = read_pack(Contents({"pack.yaml": data}), where="org").name
    except BadPack as error:
        said = str(error)
    assert said.isprintable()


@given(name=st.text(max_size=30), folder=st.sampled_from(["lessons", "templates"]))
def test_no_name_leads_out_of_the_folder(name: str, folder: str) -> None:
    path = f"{folder}/{name}"
    if is_part(path) and not wrong_name(path):
        assert Path(os.path.normpath(path)).parent == Path(folder)
        assert name.isascii()
        assert not name.startswith((".", "-"))


@pytest.mark.parametrize(
    "name", ["../x.md", "a b.md", ".md", "-x.md", "x\n.md", "é.md", "x" * 101 + ".md", "a\\b.md"]
)
def test_a_name_with_other_signs_is_left_out_and_shown_plainly(name: str) -> None:
    assert not is_part(f"lessons/{name}") or wrong_name(f"lessons/{name}")
    assert contents.left_out(f"lessons/{name}", "x").path.isprintable()


def test_the_digest_is_that_of_the_content_whatever_the_line_ends() -> None:
    page = lesson("Good").encode()
    one = of({"lessons/good.md": page})
    assert of({"lessons/good.md": page.replace(b"\n", b"\r\n")}).digest == one.digest
    assert of({"lessons/good.md": page + b"x"}).digest != one.digest
    assert of({"lessons/other.md": page}).digest != one.digest
    assert of({"lessons/good.md": page, "lessons/bad.md": b""}).digest != one.digest
