"""A managed section: the lines between two markers in a file that belongs to a person.

What the file was before is told by the markers alone, so that it survives a clone: a section that was
appended follows one blank line of ours, and the begin marker carries a word for each thing that could
not be told otherwise (`empty`: the file existed without content; `unended`: its last line had no end;
`repos`: the line `repos:` above is ours too).
"""

import re
from dataclasses import dataclass
from enum import Enum

from hardwon.core import SECTION_BEGIN, SECTION_END, HardwonError

BOM = b"\xef\xbb\xbf"
_WORDS = ("empty", "unended", "repos")


class BrokenMarkers(HardwonError):
    """A file whose hardwon markers do not make one pair; nothing is written before a person has mended it."""


class NotText(HardwonError):
    """A file that cannot be extended because it is not UTF-8 text."""


class Style(Enum):
    """How a marker is written as a comment, and whether a blank line of ours stands before a section."""

    MARKDOWN = ("<!-- ", " -->", True)
    HASH = ("# ", "", True)
    TIGHT_HASH = ("# ", "", False)

    def marker(self, *words: str) -> str:
        opening, closing, _ = self.value
        return opening + " ".join(words) + closing

    @property
    def spaced(self) -> bool:
        return self.value[2]

    @property
    def pattern(self) -> re.Pattern[bytes]:
        """A line that is a marker and nothing else: `which` of the two, `words` what begin carries."""
        opening, closing, _ = self.value
        text = rf"[ \t]*{opening.strip()}[ \t]*(?P<which>{SECTION_BEGIN}|{SECTION_END})"
        text += rf"(?P<words>(?:[ \t]+(?:{'|'.join(_WORDS)}))*)[ \t]*{closing.strip()}\s*"
        return re.compile(text.encode())


@dataclass(frozen=True, slots=True)
class Section:
    """Where a section stands, in bytes: `start` to `end` with its marker lines, `inner` without them."""

    start: int
    inner: tuple[int, int]
    end: int
    words: frozenset[str]
    newline: bytes


@dataclass(frozen=True, slots=True)
class _Marker:
    which: str
    words: frozenset[str]
    line: int
    start: int
    end: int


def find_section(data: bytes, style: Style, *, path: str) -> Section | None:
    """The section of `data`, None where there is none; `path` names the file in errors.

    Raises `BrokenMarkers` for anything but no marker or one pair in order.
    """
    markers = _markers(data, style)
    if not markers:
        return None
    begin = markers[0]
    if begin.which == SECTION_END:
        raise _broken(path, begin, f"has no `{SECTION_BEGIN}` before it")
    if len(markers) == 1:
        raise _broken(path, begin, f"has no `{SECTION_END}` after it")
    end = markers[1]
    if end.which == SECTION_BEGIN:
        raise _broken(path, end, f"stands inside the section that begins on line {begin.line}")
    if len(markers) > 2:
        raise _broken(path, markers[2], f"is one too many: the section is on lines {begin.line}-{end.line}")
    newline = b"\r\n" if data[begin.start : begin.end].endswith(b"\r\n") else b"\n"
    return Section(begin.start, (begin.end, end.start), end.end, begin.words, newline)


def put_section(data: bytes | None, style: Style, body: str, *, path: str) -> bytes:
    """`data` with `body` as its section: the old one's place, else the end; None stands for no file.

    `body` has `\\n` line ends and takes the file's own. Raises `BrokenMarkers`, `NotText`.
    """
    require_text(data or b"", path=path)
    section = find_section(data or b"", style, path=path)
    if data is not None and section is not None:
        return replace_inner(data, section, body)
    return insert_section(data, len(data or b""), style, body)


def replace_inner(data: bytes, section: Section, body: str) -> bytes:
    """`data` with other words between the same markers."""
    inner = body.encode().replace(b"\n", section.newline)
    return data[: section.inner[0]] + inner + data[section.inner[1] :]


def insert_section(
    data: bytes | None,
    at: int,
    style: Style,
    body: str,
    *,
    words: tuple[str, ...] = (),
    indent: str = "",
    lead: str = "",
) -> bytes:
    """`data` with a new section at offset `at`, the beginning of a line or the end of the file.

    The begin marker carries `words`; `lead` is a line of ours above it, of which `cut_section` is told.
    """
    before, after = (data or b"")[:at], (data or b"")[at:]
    newline = newline_of(before + after)
    glue = b""
    if before in (b"", BOM):
        words = (*words, "empty") if data is not None and not after else words
    else:
        if not before.endswith(b"\n"):
            glue, words = newline, (*words, "unended")
        glue += newline if style.spaced else b""
    rendered = _render(style, body, words, newline, indent=indent)
    return before + glue + lead.encode().replace(b"\n", newline) + rendered + after


def cut_section(data: bytes, section: Section, style: Style, *, lead: bytes = b"") -> bytes | None:
    """`data` as it was before the section came; None where the file was made for it and holds nothing else.

    `lead` are bytes of ours directly before the begin marker.
    """
    newline = section.newline
    before, after = data[: section.start], data[section.end :]
    before = before.removesuffix(lead)
    if style.spaced and before.endswith(b"\n" + newline):
        before = before.removesuffix(newline)
    if "unended" in section.words and not after:
        before = before.removesuffix(newline)
    rest = before + after
    return None if rest == b"" and "empty" not in section.words else rest


def newline_of(data: bytes) -> bytes:
    """What ends the first line of `data`; `\\n` where none ends."""
    first, ended, _ = data.partition(b"\n")
    return b"\r\n" if ended and first.endswith(b"\r") else b"\n"


def require_text(data: bytes, *, path: str) -> str:
    """`data` as text, without its byte order mark. Raises `NotText`."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise NotText(
            f"{path}:{line}: is not UTF-8 text", next_step="save it as UTF-8, then run hardwon init again"
        ) from error
    if "\0" in text:
        raise NotText(f"{path}: is not UTF-8 text", next_step="save it as UTF-8, then run hardwon init again")
    return text


def _render(style: Style, body: str, words: tuple[str, ...], newline: bytes, *, indent: str = "") -> bytes:
    begin, end = style.marker(SECTION_BEGIN, *words), style.marker(SECTION_END)
    return f"{indent}{begin}\n{body}{indent}{end}\n".encode().replace(b"\n", newline)


def _markers(data: bytes, style: Style) -> list[_Marker]:
    found: list[_Marker] = []
    offset, pattern = 0, style.pattern
    if SECTION_BEGIN.encode() not in data and SECTION_END.encode() not in data:
        return found
    for number, line in enumerate(data.split(b"\n"), start=1):
        skipped = len(BOM) if number == 1 and line.startswith(BOM) else 0
        match = pattern.fullmatch(line[skipped:])
        end = min(offset + len(line) + 1, len(data))
        if match:
            words = frozenset(match["words"].decode().split())
            found.append(_Marker(match["which"].decode(), words, number, offset + skipped, end))
        offset += len(line) + 1
    return found


def _broken(path: str, marker: _Marker, what: str) -> BrokenMarkers:
    pair = f"one `{SECTION_BEGIN}` and below it one `{SECTION_END}`"
    return BrokenMarkers(
        f"{path}:{marker.line}: `{marker.which}` {what}; nothing was written",
        next_step=f"leave {pair}, or neither, then run it again",
    )
