"""What happened while a function ran, in the order of its text: what rules look at when it is over."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from hardwon.check.interpreter.state import Site
from hardwon.check.linking.values import ClassRef, Value
from hardwon.check.syntax.trees import Node


@dataclass(frozen=True, slots=True)
class Turn:
    """A loop or comprehension being run: where it stands, what it goes over, and what that gives a turn."""

    site: Site
    source: Value
    each: Value = None


Turns = tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Called:
    """A call, before it is carried out. `callee` is what it calls, `owner` the object of a method call: a
    `SessionRef` for a call on a session.
    """

    site: Site
    turns: Turns
    callee: Value
    owner: Value
    args: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]
    node: Node
    in_async: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """A mapped attribute of a record was assigned; `session` is the record's, None if it has none yet.

    `attribute` is "" where `setattr` gives its name.
    """

    site: Site
    turns: Turns
    record: Hashable
    model: ClassRef
    attribute: str
    session: Hashable
    is_detached: bool


@dataclass(frozen=True, slots=True)
class LazyLoad:
    """A relationship that was not loaded was read on an attached record: a query of its own."""

    site: Site
    turns: Turns
    record: Hashable
    model: ClassRef
    attribute: str


@dataclass(frozen=True, slots=True)
class Created:
    """A new record was made by calling its class."""

    site: Site
    turns: Turns
    record: Hashable
    model: ClassRef


@dataclass(frozen=True, slots=True)
class Attached:
    """A session took a record: by `add`, `merge`, `delete` or the like."""

    record: Hashable
    session: Hashable


@dataclass(frozen=True, slots=True)
class Committed:
    """A session committed, by call or by leaving its block."""

    session: Hashable


Happening = Called | Changed | LazyLoad | Created | Attached | Committed
