"""`select`, `query` and loader options: which class a statement gives records of, and what it loads with
them.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from hardwon.check.linking.values import (
    Attribute,
    ClassRef,
    External,
    Loading,
    Many,
    SessionRef,
    Several,
    Statement,
    Text,
    Value,
)

_LOADERS = frozenset(
    {"selectinload", "joinedload", "subqueryload", "immediateload", "contains_eager", "eagerload"}
)
_LAZY = frozenset(
    {"lazyload", "noload", "raiseload", "with_loader_criteria", "selectin_polymorphic", "defaultload"}
)
_COLUMN_OPTIONS = frozenset({"load_only", "defer", "undefer", "undefer_group"})
LOADERS = _LOADERS | _LAZY | _COLUMN_OPTIONS
# Which methods of a statement still leave a statement of the same classes.
_CHANGES_ENTITIES = frozenset(
    {"with_only_columns", "with_entities", "add_columns", "values", "add_entity", "subquery", "cte", "alias",
    "union",
     "union_all", "exists", "scalar_subquery", "as_scalar", "label", "returning", "intersect", "except_"}
)  # fmt: skip
_ENDS = frozenset({"count", "exists", "delete", "update", "compile", "whereclause", "is_clause_element"})


def statement(entities: Iterable[Value], session: Value = None) -> Statement:
    """The statement that `select(*entities)` or `session.query(*entities)` makes."""
    from_classes = tuple(value if isinstance(value, ClassRef) else None for value in entities)
    return Statement(
        from_classes,
        session=session if isinstance(session, SessionRef) else None,
        scalars=session is not None and len(from_classes) == 1,
    )


def chained(made: Statement, name: str, args: tuple[Value, ...]) -> Value:
    """The statement after one of its methods; None where it gives no records of its classes any more."""
    if name == "options":
        loading = made.loading
        for arg in args:
            loading = loading.also(_option(arg))
        return replace(made, loading=loading)
    if name in _CHANGES_ENTITIES or name in _ENDS:
        return None
    return made


def _option(value: Value) -> Loading:
    if isinstance(value, Loading):
        return replace(value, tail=())
    if isinstance(value, Many):
        return _option(value.each)
    if isinstance(value, Several):
        found = Loading()
        for item in value.items:
            found = found.also(_option(item))
        return found
    return Loading(all=True)


def option(name: str, args: tuple[Value, ...], before: Loading | None = None) -> Loading:
    """What a loader function says; `before` is the option that it is chained to."""
    start = before or Loading()
    if name in _LAZY and name != "defaultload":
        return start
    if name == "options":
        nested = start
        for arg in args:
            if isinstance(arg, Loading):
                nested = nested.also(_below(start.tail, arg))
            else:
                nested = replace(nested, all=True)
        return replace(nested, tail=start.tail)
    if name in _COLUMN_OPTIONS:
        return _columns(name, args, start)
    tail = start.tail
    paths = set(start.paths)
    for arg in args:
        words = _words(arg)
        if words is None:
            return replace(start, all=True)
        for word in words:
            tail = (*tail, word)
            if name != "defaultload":
                paths.add(tail)
    return replace(start, paths=frozenset(paths), tail=tail)


def _below(tail: tuple[str, ...], inner: Loading) -> Loading:
    return Loading(paths=frozenset((*tail, *path) for path in inner.paths), all=inner.all)


def _words(value: Value) -> tuple[str, ...] | None:
    if isinstance(value, Attribute):
        return (value.name,)
    if isinstance(value, Text):
        return None if value.text == "*" else tuple(value.text.split("."))
    return None


def _columns(name: str, args: tuple[Value, ...], start: Loading) -> Loading:
    names = [words[-1] for arg in args if (words := _words(arg))]
    if len(names) != len(args) or name == "undefer_group":
        return replace(start, all=True)
    if start.tail:
        return start
    if name == "load_only":
        return replace(start, only=frozenset(names) | (start.only or frozenset()))
    if name == "defer":
        return replace(start, deferred=start.deferred | set(names))
    return replace(start, paths=start.paths | {(word,) for word in names})


def is_loader(value: Value) -> bool:
    """Whether calling `value` makes a loader option."""
    return isinstance(value, External) and value.last in LOADERS and value.top in ("sqlalchemy", "sqlmodel")
