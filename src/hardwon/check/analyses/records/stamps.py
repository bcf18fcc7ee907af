"""Columns that say when and by whom a row was last changed, and whether anything keeps them by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from hardwon.check.linking.models import model_of
from hardwon.check.linking.project import Class, Project
from hardwon.check.linking.values import ClassRef
from hardwon.check.searches import lazily
from hardwon.check.syntax.names import walk
from hardwon.check.syntax.trees import Node

_TIME = (
    r"(?:last_)?(?:updated?|modified|changed|modification|edited)_(?:at|on|date|time|datetime|timestamp|ts|utc)"
    r"|last_(?:updated?|modified|modification|changed|edited)|date_(?:updated|modified|changed)|(?:updated|modified)"
    r"|(?:time|datetime)_(?:updated|modified)|updatedAt|modifiedAt|updated_at_\w+"
)
_ACTOR = (
    r"(?:last_)?(?:updated|modified|changed|edited)_by(?:_id|_user|_user_id|_fk|_name)?"
    r"|(?:updater|modifier)_id"
)
IS_TIME = lazily(_TIME)
IS_ACTOR = lazily(_ACTOR)
ANY_TIME = lazily(rf"\b(?:{_TIME})\b".encode())
_BY_ITSELF = lazily(rb"on_?update|on[ \t]+update|FetchedValue|Computed\(|\*\*", re.IGNORECASE)
_WATCHES = lazily(
    rb"@(?:\w+\.)?validates\b|\.setter\b|__setattr__|listens_for|before_update|before_flush"
    rb"|\bsynonym\(|\bproperty\("
)
# What may stand in the annotation of a column that nothing keeps.
_PLAIN = frozenset(
    {
        "Mapped", "Optional", "datetime", "date", "int", "float", "str", "Union", "None", "UUID", "uuid",
        "time", "typing", "dt", "Annotated", "Any", "sa", "so", "orm", "sqlalchemy", "Decimal", "pydantic",
    }
)  # fmt: skip
_COLUMNS = frozenset({"Column", "mapped_column", "Field"})


class Stamps(Struct, frozen=True):
    """The columns of a model for the time and the author of the last change that nothing keeps by itself.

    `table` is its name in the database, "" where it is not plain.
    """

    times: tuple[str, ...]
    actors: tuple[str, ...]
    table: str


def stamps_of(project: Project, ref: ClassRef) -> Stamps | None:
    """None for a class that is not mapped, or has no such column."""
    return project.once(("stamps", ref), lambda: _stamps_of(project, ref))


def _stamps_of(project: Project, ref: ClassRef) -> Stamps | None:
    names = [name for known in project.line_of(ref).classes for name in known.names.by_name]
    if not any(IS_TIME.fullmatch(name) or IS_ACTOR.fullmatch(name) for name in names):
        return None
    model = model_of(project, ref)
    if model is None:
        return None
    line = project.line_of(ref)
    strict = project.settings.strict_timestamps
    times = tuple(
        name
        for name in sorted(model.columns)
        if IS_TIME.fullmatch(name) and (strict or not _keeps_itself(project, line.classes, name))
    )
    actors = tuple(
        name
        for name in sorted(model.columns)
        if IS_ACTOR.fullmatch(name) and (strict or not _keeps_itself(project, line.classes, name))
    )
    return Stamps(times, actors, _table(line.classes, ref)) if times or actors else None


def _table(classes: tuple[Class, ...], ref: ClassRef) -> str:
    for known in classes:
        for binding in known.names.choices("__tablename__"):
            value = binding.node[3] if binding.node[0] == "assign" else None
            return value[2] if value is not None and value[0] == "str" else ""
    return ref.short.lower()


def _keeps_itself(project: Project, classes: tuple[Class, ...], name: str) -> bool:
    """Whether the column, or the class around it, may set the value without being told; True in doubt."""
    for known in classes:
        whole = project.part(known.ref.path, known.ref.name, known.node[1])
        if _WATCHES.search(whole) is not None and name.encode() in whole:
            return True
    for known in classes:
        for binding in known.names.choices(name):
            node = binding.node
            start, end = project.span(known.ref.path, node[1])
            written = project.text(known.ref.path)[start:end]
            if _BY_ITSELF.search(written) is not None or b"ool" in written:
                return True
            return node[0] == "assign" and not _is_plain(project, known, node)
    return True


def _is_plain(project: Project, known: Class, node: Node) -> bool:
    value, annotation = node[3], node[4]
    if value is not None and value[0] == "call":
        function = value[2]
        word = function[3] if function[0] == "attr" else function[2] if function[0] == "name" else ""
        if word not in _COLUMNS:
            return False
    elif value is not None and value[0] != "const":
        return False
    return annotation is None or all(_is_plain_type(project, known, name) for name in _type_names(annotation))


def _type_names(annotation: Node) -> Iterator[str]:
    for node in walk((annotation,)):
        if node[0] == "name":
            yield node[2]


def _is_plain_type(project: Project, known: Class, name: str) -> bool:
    if name in _PLAIN:
        return True
    alias = project.alias(known.ref.path, name)
    if alias is None:
        return False
    return not any(
        inner[0] == "call" and any(word is None or "onupdate" in word for word, _ in inner[4])
        for inner in walk((alias[1],))
    )


# What keeps them from outside of the class


_LISTENS = lazily(
    rb"listens?(?:_for)?\(\s*([\w.]+)\s*,\s*[\"'](before_update|before_flush|before_commit|set|before_attach)[\"']"
)
_LISTENS_ALL = lazily(
    rb"\b(?:before_update|before_flush|do_orm_execute|before_commit|before_cursor_execute)\b"
)
_TRIGGER = lazily(
    rb"create\s+(?:or\s+replace\s+)?(?:constraint\s+)?trigger\s[^;]{0,160}?\b(?:before|after)\b",
    re.IGNORECASE,
)
_CLOCK = lazily(rf"\b([a-z]\w*\.(?:{_TIME}))\s*\+\s*(?:\w+\.)?timedelta\b".encode())
_CALLS = lazily(rb"execute\s+(?:function|procedure)", re.IGNORECASE)
_ON_TABLE = lazily(rb"\s+on\s+(?:[\w\"`]+\.)?[\"`]?([\w{}%]+)", re.IGNORECASE)
_STAMPS = lazily(rb"updated|modified|last_upd|timestamp|touch|moddatetime|changed|edited", re.IGNORECASE)
_WORD = lazily(rb"updat|modif|changed|edited", re.IGNORECASE)


def clocks(text: bytes) -> Iterator[bytes]:
    """The columns from which a file reckons when something is due, and what they are of: `job.updated`."""
    if b"timedelta" in text:
        yield from _CLOCK.findall(text)


def keepers(text: bytes) -> Iterator[str]:
    """What a file keeps stamped for others: `listener:Base`, `trigger:orders`, or `*` for every model."""
    listens = b"listen" in text or _LISTENS_ALL.search(text) is not None
    if listens and _WORD.search(text) is not None:
        known = _LISTENS.findall(text)
        for target, event in known:
            last = target.rpartition(b".")[2]
            if event == b"set":
                owner = target.rpartition(b".")[0].rpartition(b".")[2]
                yield f"listener:{owner.decode('utf-8', 'replace')}"
            elif event == b"before_update" and last[:1].isupper() and last != b"Mapper":
                yield f"listener:{last.decode('utf-8', 'replace')}"
            else:
                yield "*"
        others = len(_LISTENS_ALL.findall(text)) - sum(event != b"set" for _, event in known)
        if others > 0 and not known:
            yield "*"
    is_sql = (b"TRIGGER" in text or b"trigger" in text) and (b"CREATE" in text or b"create" in text)
    if not is_sql or _STAMPS.search(text) is None:
        return
    for match in _TRIGGER.finditer(text):
        near = text[match.start() : match.end() + 500]
        if _STAMPS.search(near) is None and _CALLS.search(near) is None:
            continue
        table = _ON_TABLE.search(text, match.end(), match.end() + 400)
        name = table[1].decode("utf-8", "replace") if table else "*"
        yield f"trigger:{name}" if re.fullmatch(r"\w+", name) else "*"
