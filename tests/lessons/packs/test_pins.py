"""The file of pins is text in git: read back as written, and no more powerful than a person at a keyboard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardwon.lessons.packs.pins import (
    BadPins,
    Pin,
    Pins,
    Written,
    fingerprint,
    read_pins,
    same_place,
    write_pins,
)
from hardwon.lessons.packs.sources import FolderSource, GitSource, ShippedSource
from tests.lessons.packs.samples import lesson

_SHA = st.text("0123456789abcdef", min_size=64, max_size=64)
_NAMES = st.from_regex(r"\A[a-z][a-z0-9-]{0,20}\Z")
_SOURCES = st.one_of(
    _NAMES.map(ShippedSource),
    _NAMES.map(lambda name: FolderSource(f"../{name}")),
    st.builds(
        GitSource,
        _NAMES.map(lambda name: f"https://git.example.org/{name}.git"),
        st.sampled_from(["", "main", "v1.0", "1", "release/3", "0x10", "no", "1e3"]),
        st.sampled_from(["", "packs/x"]),
    ),
)
_FILES = st.dictionaries(
    _NAMES.map(lambda name: f"lessons/{name}.md"),
    st.builds(Written, _SHA, st.sampled_from(["adopted", "candidate", "retired"])),
    max_size=3,
)
_LINES = st.lists(st.text(min_size=1, max_size=20).filter(str.isprintable), max_size=2).map(tuple)
_PINS = st.lists(
    st.builds(
        Pin,
        _NAMES,
        _SOURCES,
        st.integers(1, 99),
        _SHA,
        st.just("") | _SHA,
        st.booleans(),
        _FILES,
        _LINES,
        _LINES,
    ),
    max_size=3,
    unique_by=lambda pin: pin.name,
)


@given(pins=_PINS)
def test_pins_are_read_as_they_were_written_and_written_as_they_were_read(pins: list[Pin]) -> None:
    every = Pins()
    for pin in pins:
        every = every.put(pin)
    data = write_pins(every)
    assert (data is None) is (not pins)
    assert read_pins(data) == every
    assert write_pins(read_pins(data)) == data


ENTRY = "version: 1\npacks:\n- name: org\n  {place}\n  version: 1\n  sha256: abc\n  files: {files}\n"


@pytest.mark.parametrize(
    "path", ["../x.md", "lessons/../../x.md", "/etc/x.md", "lessons/x.py", "state/x", "5"]
)
def test_pins_name_no_file_but_pages_and_templates(path: str) -> None:
    data = ENTRY.format(place="path: ../org", files=f"{{{path}: {{sha256: abc}}}}")
    with pytest.raises(BadPins, match="says of org that it wrote"):
        read_pins(data.encode())


@pytest.mark.parametrize(
    "address", ["ext::touch x", "-oProxyCommand=x://a", "http://h/x", "https://user:word@h/x", "ssh://-o/x"]
)
def test_pins_take_no_address_that_could_not_be_typed(address: str) -> None:
    with pytest.raises(BadPins, match="an address that no pack is taken from"):
        read_pins(ENTRY.format(place=f'git: "{address}"', files="{}").encode())


@pytest.mark.parametrize(
    "text",
    [
        "<<<<<<< ours\n",
        "packs: [\n",
        "[]",
        "version: 1\npacks: {}\n",
        "version: 2\npacks: []\n",
        "version: 1\npacks: [5]\n",
        "version: 1\npacks: [{name: a}]\n",
        "version: 1\npacks: [{name: a, path: x, git: 'https://h/x', version: 1, sha256: x}]\n",
        "version: 1\npacks: [{name: a, path: x, version: x, sha256: x}]\n",
        "version: 1\npacks: [{name: a, path: x, version: 1, sha256: 5}]\n",
        "version: 1\npacks: [{name: a, path: x, version: 1, before: x}]\n",
        ENTRY.format(place="path: x", files="{lessons/x.md: {sha256: a, status: other}}"),
        ENTRY.format(place="path: x", files="{}") + ENTRY.format(place="path: x", files="{}")[18:],
    ],
)
def test_pins_that_are_not_as_written_are_a_sentence(text: str) -> None:
    with pytest.raises(BadPins, match="-> "):
        read_pins(text.encode())


@given(data=st.binary(max_size=200))
def test_any_bytes_are_pins_or_a_sentence(data: bytes) -> None:
    try:
        said = str(read_pins(data).pins)
    except BadPins as error:
        said = str(error)
    assert said.isprintable()


def test_a_status_is_no_difference_and_a_word_is_one() -> None:
    page, path = lesson("Good").encode(), "lessons/good.md"
    retired = page.replace(b"status: adopted", b'status: retired\nbecause: "it is over"')
    assert fingerprint(retired, path) == fingerprint(page, path)
    assert fingerprint(page + b"x", path) != fingerprint(page, path)
    assert fingerprint(b"broken", path) != fingerprint(b"broken\n", path)


def test_an_address_is_the_same_place_at_any_tag_with_or_without_git() -> None:
    one, other = GitSource("https://h.example.org/a.git", "v1"), GitSource("https://h.example.org/a", "v2")
    assert same_place(one, other)
    assert not same_place(one, GitSource("https://h.example.org/a", "v1", "packs"))
    assert not same_place(one, FolderSource("a"))
