"""Applies the fixes of findings to the bytes of files, and keeps those that do what they promise."""

from __future__ import annotations

import ast
import codecs
import io
import tokenize
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from hardwon.check.files import decode
from hardwon.check.findings import Edit, Finding, Fix, Report
from hardwon.check.languages import language_of

# Line, column, the column at which the blanks before it begin, and its text.
Comment = tuple[int, int, int, str]


@dataclass(frozen=True, slots=True)
class Mended:
    """What fixing came to.

    `texts` are the new contents by path, `findings` those that are gone with them; `waiting` counts fixes
    that overlap others and can be applied to the new contents.
    """

    texts: Mapping[str, bytes]
    findings: tuple[Finding, ...]
    waiting: int = 0


def mend(
    findings: Iterable[Finding],
    before: Report,
    *,
    unsafe: bool,
    read: Callable[[str], bytes | None],
    check: Callable[[Mapping[str, bytes]], Report],
) -> Mended:
    """The contents of the files of `findings` with their fixes applied; writes nothing.

    A fix is kept only if with it no file has a syntax error that it had not, the finding is gone, and no
    other has come. `before` is the report that has the findings, `check` makes the same one with other
    contents, `read` gives a file's bytes, or None. Files in trouble are left alone; unsafe fixes too, unless
    `unsafe`, and so are fixes that would lose a comment.
    """
    troubled = {error.path for error in before.errors}
    offers = [
        (finding, finding.fix)
        for finding in findings
        if finding.fix and finding.fix.edits and (finding.fix.safe or unsafe) and finding.path not in troubled
    ]
    raws = {path: read(path) for path in {finding.path for finding, _ in offers}}
    if not unsafe:
        comments = {path: _comments(path, raw) for path, raw in raws.items() if raw is not None}
        offers = [
            offer for offer in offers if not _loses_a_comment(offer[1], comments.get(offer[0].path, ()))
        ]
    chosen = _without_overlaps(offers)
    trial = _Trial({path: raw for path, raw in raws.items() if raw is not None}, before, check)
    kept = trial.kept([], [finding for finding in chosen if raws[finding.path] is not None])
    return Mended(trial.texts(kept) or {}, tuple(kept), len(offers) - len(chosen))


def rewrite(raw: bytes, fixes: Iterable[Fix]) -> bytes | None:
    """`raw` with the edits of `fixes`, all other bytes as they were; an edit that several share is made once.

    New lines end as the old ones do. None where that cannot be: the edits overlap or lie outside of the text,
    the text is not what its encoding says, or the encoding has no letter for something new.
    """
    found = _text_of(raw)
    if found is None:
        return None
    mark, encoding, text = found
    line_end = "\r" if "\r" in text and "\n" not in text else "\n"
    starts = [0]
    for line in text.split(line_end):
        starts.append(starts[-1] + len(line) + 1)
    edits = sorted(dict.fromkeys(edit for fix in fixes for edit in fix.edits), key=_span)
    parts, at = [], 0
    for edit in edits:
        start, end = _place(starts, edit.line, edit.column), _place(starts, edit.end_line, edit.end_column)
        if not 0 <= at <= start <= end <= len(text):
            return None
        new = edit.text.replace("\r\n", "\n").replace("\n", _line_end_at(text, start))
        parts += [text[at:start], new]
        at = end
    try:
        return mark + "".join([*parts, text[at:]]).encode(encoding)
    except UnicodeEncodeError:
        return None


class _Trial:
    """Tries sets of fixes on the contents `raws`."""

    def __init__(
        self, raws: Mapping[str, bytes], before: Report, check: Callable[[Mapping[str, bytes]], Report]
    ) -> None:
        self._raws = raws
        self._before = before
        self._counts = _counts(before)
        self._errors = {(error.path, error.message) for error in before.errors}
        self._check = check
        self._faults = {path: _faults(path, raw) for path, raw in raws.items()}

    def kept(self, base: list[Finding], more: list[Finding]) -> list[Finding]:
        """Those of `more` that work together with `base`; a few that do not are found by halving."""
        if not more or self._works([*base, *more]):
            return more
        if len(more) == 1:
            return []
        half = len(more) // 2
        first = self.kept(base, more[:half])
        return first + self.kept(base + first, more[half:])

    def texts(self, findings: Sequence[Finding]) -> dict[str, bytes] | None:
        """The contents with the fixes of `findings`; None where one cannot be applied."""
        by_path: dict[str, list[Fix]] = {}
        for finding in findings:
            if finding.fix is not None:
                by_path.setdefault(finding.path, []).append(finding.fix)
        made = {path: rewrite(self._raws[path], fixes) for path, fixes in by_path.items()}
        whole = {path: new for path, new in made.items() if new is not None}
        return whole if len(whole) == len(made) else None

    def _works(self, findings: Sequence[Finding]) -> bool:
        texts = self.texts(findings)
        if texts is None or any(_faults(path, new) - self._faults[path] for path, new in texts.items()):
            return False
        after = self._check(texts)
        allowed = self._counts - Counter((finding.path, finding.rule) for finding in findings)
        return _counts(after) <= allowed and {(e.path, e.message) for e in after.errors} <= self._errors


def _counts(report: Report) -> Counter[tuple[str, str]]:
    return Counter((finding.path, finding.rule) for finding in report.findings)


def _without_overlaps(offers: Iterable[tuple[Finding, Fix]]) -> list[Finding]:
    """Of fixes that touch the same text the first; an edit that two have in common is no quarrel."""
    chosen: list[Finding] = []
    taken: dict[str, set[Edit]] = {}
    for finding, fix in sorted(offers, key=lambda offer: (offer[0].path, offer[0].line, offer[0].column)):
        others = taken.setdefault(finding.path, set())
        if not any(_overlap(edit, other) for edit in fix.edits for other in others):
            chosen.append(finding)
            others.update(fix.edits)
    return chosen


def _overlap(edit: Edit, other: Edit) -> bool:
    if edit == other:
        return False
    (start, end), (other_start, other_end) = _span(edit), _span(other)
    if start == end or other_start == other_end:  # an insertion: which comes first would be chance
        return start <= other_end and other_start <= end
    return start < other_end and other_start < end


def _span(edit: Edit) -> tuple[tuple[int, int], tuple[int, int]]:
    return (edit.line, edit.column), (edit.end_line, edit.end_column)


def _text_of(raw: bytes) -> tuple[bytes, str, str] | None:
    """Byte order mark, encoding and text, where putting them together again gives `raw`."""
    known, trouble = decode(raw)
    mark = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    lines = io.BytesIO(raw if b"\n" in raw else raw.replace(b"\r", b"\n"))
    try:
        encoding = "utf-8" if mark else tokenize.detect_encoding(lines.readline)[0]
        text = raw[len(mark) :].decode(encoding)
        # Columns count the letters of what the rules saw; bare carriage returns are line ends there.
        seen = text.replace("\r", "\n") if "\r" in text and "\n" not in text else text
        same = text.encode(encoding) == raw[len(mark) :] and seen.encode() == known
    except (SyntaxError, LookupError, ValueError):
        return None
    return (mark, encoding, text) if same and not trouble else None


def _place(starts: Sequence[int], line: int, column: int) -> int:
    """The index of a place in the text; -1 for one that is not there. A line's own end belongs to it."""
    if not (0 < line < len(starts) and column > 0):
        return -1
    place = starts[line - 1] + column - 1
    return place if place < starts[line] else -1


def _line_end_at(text: str, place: int) -> str:
    """How the line at `place` ends, or the one before where it is the last."""
    if "\n" not in text:
        return "\r" if "\r" in text else "\n"
    end = text.find("\n", place)
    end = end if end >= 0 else text.rfind("\n")
    return "\r\n" if text[end - 1 : end] == "\r" else "\n"


def _loses_a_comment(fix: Fix, comments: Sequence[Comment]) -> bool:
    """Whether an edit takes a comment away along with code; one of a comment alone is meant to."""
    return any(
        (edit.line, edit.column) < (line, before) and (line, column) < (edit.end_line, edit.end_column)
        for edit in fix.edits
        for line, column, before, text in comments
        if text not in edit.text
    )


def _comments(path: str, raw: bytes) -> tuple[Comment, ...]:
    """Those of the file, as far as it can be read."""
    text = decode(raw)[0].decode("utf-8", "replace")
    language = language_of(path)
    if language is not None and language != "python":
        from hardwon.check.patterns import comments_in  # here: ast-grep is large

        found = list(comments_in(text, language))
    else:
        found = []
        with suppress(tokenize.TokenError, SyntaxError):
            for token in tokenize.generate_tokens(io.StringIO(text).readline):
                if token.type == tokenize.COMMENT:
                    found.append((token.start[0], token.start[1] + 1, token.string))
    lines = text.split("\n")
    return tuple(
        (line, column, len(lines[line - 1][: column - 1].rstrip()) + 1, said) for line, column, said in found
    )


def _faults(path: str, raw: bytes) -> Counter[str]:
    """The parts of the file that its parser makes no sense of; for Python it is all or nothing."""
    language = language_of(path)
    if language is not None and language != "python":
        from hardwon.check.patterns import faults_in  # here: ast-grep is large

        return Counter(faults_in(decode(raw)[0].decode("utf-8", "replace"), language))
    # The analyzer's own parser forgives what Python does not.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(raw)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return Counter([""])
    return Counter()
