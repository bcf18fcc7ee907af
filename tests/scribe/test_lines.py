import hashlib
import io

from hypothesis import given
from hypothesis import strategies as st

from hardwon.scribe import lines
from hardwon.scribe.lines import read_head, read_lines


@given(data=st.binary(max_size=200), skip=st.integers(0, 5))
def test_lines_cover_the_file_without_gaps_from_wherever_reading_begins(data: bytes, skip: int) -> None:
    whole = list(read_lines(io.BytesIO(data)))
    begin = whole[: min(skip, len(whole))]
    offset = begin[-1].end if begin else 0
    stream = io.BytesIO(data)
    stream.seek(offset)
    rest = list(read_lines(stream, offset=offset, line=len(begin)))
    assert begin + rest == whole
    ends = [0, *(line.end for line in whole)]
    assert [line.start for line in whole] == ends[:-1]
    assert ends[-1] == len(data)
    assert [line.number for line in whole] == list(range(1, len(whole) + 1))
    assert all(line.ended for line in whole[:-1])


@given(data=st.binary(max_size=200))
def test_the_digest_is_that_of_what_was_read(data: bytes) -> None:
    digest = hashlib.blake2b()
    for line in read_lines(io.BytesIO(data), digest=digest):
        assert digest.copy().digest() == hashlib.blake2b(data[: line.end]).digest()


def test_a_line_that_never_ends_is_measured_and_not_held() -> None:
    class Endless(io.BytesIO):
        """More than the longest line, without a line break, then a line."""

        def __init__(self) -> None:
            super().__init__()
            self._left = lines.LONGEST_LINE + (3 << 20)
            self._tail = io.BytesIO(b"x\nlast\n")

        def readline(self, size: int | None = -1, /) -> bytes:
            if self._left:
                length = min(self._left, size or 0)
                self._left -= length
                return b"y" * length
            return self._tail.readline()

    first, last = read_lines(Endless())
    assert (first.data, first.too_long, first.ended) == (b"", lines.LONGEST_LINE + (3 << 20) + 2, True)
    assert (last.data, last.start) == (b"last", first.too_long)


def test_a_head_holds_at_least_one_line() -> None:
    data = b"x" * 600_000 + b"\nnext\n"
    assert len(read_head(io.BytesIO(data), enough=1000)) >= 600_001
    assert read_head(io.BytesIO(b"a\nb\n"), enough=3) == b"a\nb"
    assert read_head(io.BytesIO(b"")) == b""
