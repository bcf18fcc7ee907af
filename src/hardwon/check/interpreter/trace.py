"""What happened while a function ran, in the order of its text: what rules look at when it is over."""

from __future__ import annotations

from collections.abc import Hashable

from msgspec import Struct

from hardwon.check.interpreter.state import Site
from hardwon.check.linking.values import ClassRef, Value
from hardwon.check.syntax.trees import Node


class Turn(Struct, frozen=True):
    """A loop or comprehension being run: where it stands, what it goes over, and what that gives a turn."""

    site: Site
    source: Value
    each: Value = None


Turns = tuple[Turn, ...]


class Called(Struct, frozen=True):
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


class Changed(Struct, frozen=True):
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


class LazyLoad(Struct, frozen=True):
    """A relationship that was not loaded was read on an attached record: a query of its own."""

    site: Site
    turns: Turns
    record: Hashable
    model: ClassRef
    attribute: str


class Created(Struct, frozen=True):
    """A new record was made by calling its class."""

    site: Site
    turns: Turns
    record: Hashable
    model: ClassRef


class Attached(Struct, frozen=True):
    """A session took a record: by `add`, `merge`, `delete` or the like."""

    record: Hashable
    session: Hashable


class Committed(Struct, frozen=True):
    """A session committed, by call or by leaving its block."""

    session: Hashable


Happening = Called | Changed | LazyLoad | Created | Attached | Committed
