"""A section goes into any text and comes out of it without a trace."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hardwon.integrations.sections import (
    BOM,
    BrokenMarkers,
    NotText,
    Style,
    cut_section,
    find_section,
    put_section,
)

PIECES = st.lists(
    st.sampled_from(
        [
            "word",
            "\n",
            "\r\n",
            "\r",
            "\n\n",
            " ",
            "\t",
            "# Title",
            "<!-- note -->",
            "```",
            "é",
            "\u2028",
            "\x0c",
            "\x85",
        ]
    ),
    max_size=12,
).map("".join)
TEXTS = st.one_of(PIECES, st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=30)).map(
    str.encode
)
DATA = st.one_of(TEXTS, TEXTS.map(lambda data: BOM + data))
STYLES = st.sampled_from(list(Style))
BODIES = st.sampled_from(["", "one\n", "one\n\ntwo\n", "\n", "  indented\n"])


def cut(data: bytes, style: Style) -> bytes | None:
    section = find_section(data, style, path="f")
    assert section is not None
    return cut_section(data, section, style)


@given(DATA, STYLES, BODIES)
@example(b"", Style.MARKDOWN, "one\n")
@example(BOM, Style.MARKDOWN, "one\n")
@example(b"\n", Style.HASH, "one\n")
@example(b"a\r", Style.HASH, "one\n")
@example(b"a\r\nb", Style.MARKDOWN, "one\n")
@example(b"a\n\n\n", Style.TIGHT_HASH, "one\n")
def test_a_text_is_what_it_was_after_a_section_came_and_went(data: bytes, style: Style, body: str) -> None:
    with_section = put_section(data, style, body, path="f")
    assert with_section.startswith(data)
    assert cut(with_section, style) == data


@given(DATA, STYLES, BODIES, BODIES)
def test_a_renewed_section_is_as_if_it_had_been_written_so_at_once(
    data: bytes, style: Style, old: str, new: str
) -> None:
    renewed = put_section(put_section(data, style, old, path="f"), style, new, path="f")
    assert renewed == put_section(data, style, new, path="f")


@given(TEXTS.filter(bytes.strip), STYLES, TEXTS)
def test_what_a_person_writes_around_a_section_stays_byte_for_byte(
    data: bytes, style: Style, below: bytes
) -> None:
    extended = put_section(data, style, "one\n", path="f") + below
    kept = cut(extended, style)
    assert kept is not None
    assert kept.startswith(data)
    assert kept.endswith(below)
    # At most the line end stays that keeps two persons' lines apart.
    assert kept[len(data) : len(kept) - len(below)] in (b"", b"\n", b"\r\n")


@given(STYLES, BODIES)
def test_a_file_made_for_a_section_goes_with_it(style: Style, body: str) -> None:
    made = put_section(None, style, body, path="f")
    assert cut(made, style) is None
    assert cut(made + b"mine\n", style) == b"mine\n"


def test_a_file_keeps_its_own_line_ends() -> None:
    data = put_section(b"a\r\nb\r\n", Style.MARKDOWN, "one\ntwo\n", path="f")
    assert data.count(b"\n") == data.count(b"\r\n") == 7


def test_an_ordinary_file_carries_the_plain_markers() -> None:
    assert put_section(b"# Ours\n", Style.MARKDOWN, "one\n", path="f") == (
        b"# Ours\n\n<!-- hardwon:begin -->\none\n<!-- hardwon:end -->\n"
    )
    assert put_section(b"a = 1\n", Style.HASH, "", path="f") == b"a = 1\n\n# hardwon:begin\n# hardwon:end\n"


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("a\n<!-- hardwon:begin -->\nb\n", 2, "no `hardwon:end` after"),
        ("a\nb\n<!-- hardwon:end -->\n", 3, "no `hardwon:begin` before"),
        ("<!-- hardwon:begin -->\n<!-- hardwon:begin -->\n<!-- hardwon:end -->\n", 2, "inside the section"),
        ("<!-- hardwon:begin -->\n<!-- hardwon:end -->\n\n<!-- hardwon:end -->\n", 4, "one too many"),
        (
            "<!-- hardwon:begin -->\n<!-- hardwon:end -->\n" * 2,
            3,
            "one too many",
        ),
    ],
)
def test_broken_markers_are_refused_with_file_and_line(text: str, line: int, what: str) -> None:
    with pytest.raises(BrokenMarkers, match=what) as refused:
        put_section(text.encode(), Style.MARKDOWN, "one\n", path="docs/README.md")
    assert refused.value.what.startswith(f"docs/README.md:{line}: ")
    assert "nothing was written" in refused.value.what
    assert refused.value.next_step


@pytest.mark.parametrize(
    "text",
    [
        "Write `<!-- hardwon:begin -->` above it.\n",
        "# hardwon:begin\n",
        "<!-- hardwon:beginning -->\n",
        "<!-- hardwon:begin of the story -->\n",
    ],
)
def test_words_that_only_speak_of_markers_are_no_markers(text: str) -> None:
    assert find_section(text.encode(), Style.MARKDOWN, path="f") is None


def test_markers_are_known_when_indented_or_spaced_otherwise() -> None:
    data = b"a\n\n  <!--hardwon:begin-->\none\n\t<!-- hardwon:end  -->"
    assert cut(data, Style.MARKDOWN) == b"a\n"


@pytest.mark.parametrize("data", [b"a\nb\xff\xfe\n", "Größe\n".encode("latin-1"), "hi\n".encode("utf-16-le")])
def test_what_is_not_utf8_is_not_extended(data: bytes) -> None:
    with pytest.raises(NotText, match=r"^CLAUDE.md:"):
        put_section(data, Style.MARKDOWN, "one\n", path="CLAUDE.md")
