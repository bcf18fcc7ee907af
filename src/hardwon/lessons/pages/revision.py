"""Changes to a page that touch one line and leave every other byte as it was."""

import errno
import json
import os
import re
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

import yaml

from hardwon.core import HardwonError
from hardwon.lessons.pages.frontmatter import Wrong, compose_front_matter
from hardwon.lessons.pages.lesson import BadLesson, Problem, Status
from hardwon.lessons.pages.page import decode_page, read_page, split_page


class PageNotWritten(HardwonError):
    """The disk or its permissions do not let a page be written."""


_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")


def change_status(data: bytes, *, path: str, status: Status, because: str = "") -> bytes:
    """The page `data` with another status; the line of `because` is written, changed or taken out.

    Raises `BadLesson` where the page cannot be read, or keeps its keys in braces.
    """
    read_page(data, path=path)
    changed = _set(data, path, "status", status)
    if because:
        return _set(changed, path, "because", _quoted(because), below="status")
    return _drop(changed, path, "because")


def change_evidence(data: bytes, *, path: str, evidence: Sequence[str]) -> bytes:
    """The page `data` with other evidence, on one line where the old stood. Raises `BadLesson`."""
    read_page(data, path=path)
    for key_node, value in _compose(data, path).value:
        if key_node.value == "evidence":
            lines = _lines(data)
            end = value.end_mark.line + (2 if value.end_mark.column else 1)
            line = f"evidence: {json.dumps(list(evidence), ensure_ascii=False)}{_ending(lines)}"
            lines[key_node.start_mark.line + 1 : end] = [line] if evidence else []
            return "".join(lines).encode()
    return data


def add_evidence_to_page(data: bytes, *, path: str, evidence: Sequence[str]) -> bytes:
    """The page `data` with what is new in `evidence` behind its own; every other byte stays.

    A list in brackets stays one, a list of lines gains lines. Raises `BadLesson`.
    """
    known = read_page(data, path=path).evidence
    lines_of = dict.fromkeys(_one_line(one) for one in evidence)
    new = [json.dumps(one, ensure_ascii=False) for one in lines_of if one and one not in known]
    if not new:
        return data
    node = next(
        (value for name, value in _compose(data, path).value if name.value == "evidence"),
        None,
    )
    if node is None:
        return _set(data, path, "evidence", f"[{', '.join(new)}]", below="status")
    lines = _lines(data)
    if node.flow_style or not node.value:
        end = node.value[-1].end_mark if node.value else node.start_mark
        at = end.column if node.value else end.column + 1
        line = lines[end.line + 1]
        text = "".join(f", {one}" for one in new) if node.value else ", ".join(new)
        lines[end.line + 1] = line[:at] + text + line[at:]
    else:
        end = node.value[-1].end_mark
        lines[end.line + 1 + bool(end.column) : end.line + 1 + bool(end.column)] = [
            f"{' ' * node.start_mark.column}- {one}{_ending(lines)}" for one in new
        ]
    changed = "".join(lines).encode()
    read_page(changed, path=path)
    return changed


def change_keys(data: bytes, *, path: str, keys: Mapping[str, str]) -> bytes:
    """The page `data` with other values (as YAML writes them) for some keys. Raises `BadLesson`."""
    for key, value in keys.items():
        data = _set(data, path, key, value, below="status")
    read_page(data, path=path)
    return data


def change_review(data: bytes, *, path: str, until: date) -> bytes:
    """The page `data` with another review date, in its line or a new one. Raises `BadLesson`."""
    return change_keys(data, path=path, keys={"review": until.isoformat()})


def write_whole(file: Path, data: bytes) -> None:
    """Puts `data` where `file` is (its folder is made), in one step, with the permissions it had.

    Raises `PageNotWritten`.
    """
    try:
        _write_beside(file, data)
    except OSError as error:
        step = (
            "free some space" if error.errno == errno.ENOSPC else f"see that you may write in {file.parent}"
        )
        raise PageNotWritten(
            f"{file} cannot be written: {error.strerror}; it is as it was",
            next_step=f"{step}, then do it again",
        ) from error


def _write_beside(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    target = file.resolve()  # through a link, so that the link stays one
    partial = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with partial.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            partial.chmod(target.stat().st_mode & 0o777)
        partial.replace(target)
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def _set(data: bytes, path: str, key: str, value: str, *, below: str = "") -> bytes:
    """`data` with `key: value`; a new key's line goes below that of the key `below`."""
    lines = _lines(data)
    node = _compose(data, path)
    for key_node, value_node in node.value:
        if key_node.value == key:
            first, last = value_node.start_mark, value_node.end_mark
            before = lines[first.line + 1][: first.column] or f"{key}: "
            after = lines[last.line + 1][last.column :] if last.column else _ending(lines)
            gap = "" if before.endswith(" ") else " "
            lines[first.line + 1 : last.line + 2 if last.column else last.line + 1] = [
                before + gap + value + after
            ]
            return "".join(lines).encode()
    at = 1 + max(
        value.end_mark.line + (1 if value.end_mark.column else 0)
        for name, value in node.value
        if name.value == below
    )
    lines.insert(at, f"{key}: {value}{_ending(lines)}")
    return "".join(lines).encode()


def _drop(data: bytes, path: str, key: str) -> bytes:
    """`data` without the line or lines of `key`."""
    for key_node, value in _compose(data, path).value:
        if key_node.value == key:
            lines = _lines(data)
            end = value.end_mark.line + (2 if value.end_mark.column else 1)
            del lines[key_node.start_mark.line + 1 : end]
            return "".join(lines).encode()
    return data


def _compose(data: bytes, path: str) -> yaml.MappingNode:
    try:
        node = compose_front_matter(split_page(decode_page(data))[0])
        if node.flow_style:
            raise Wrong(2, "the front matter is written in braces", "write one `key: value` to a line")
    except Wrong as wrong:
        raise BadLesson((Problem(path, wrong.line, wrong.what, wrong.next_step),)) from None
    return node


def _lines(data: bytes) -> list[str]:
    return _LINE.findall(data.decode("utf-8"))


def _ending(lines: list[str]) -> str:
    """The page's line end, as its first line has it."""
    return lines[0][len(lines[0].rstrip("\r\n")) :]


def _quoted(text: str) -> str:
    """`text` on one line, as YAML reads it back: a JSON string is one."""
    return json.dumps(_one_line(text), ensure_ascii=False)


def _one_line(text: str) -> str:
    printable = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(printable.split())
