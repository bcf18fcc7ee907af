"""Lessons: pages in git, candidates for them, and recall of what was learnt."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hardwon.lessons.lesson import BadLesson as BadLesson
    from hardwon.lessons.lesson import Lesson as Lesson
    from hardwon.lessons.lesson import NoSuchLesson as NoSuchLesson
    from hardwon.lessons.lesson import Problem as Problem
    from hardwon.lessons.lesson import describe_cost as describe_cost
    from hardwon.lessons.lesson import describe_rule as describe_rule
    from hardwon.lessons.memory import Memory as Memory
    from hardwon.lessons.memory import open_current_memory as open_current_memory
    from hardwon.lessons.memory import open_memory as open_memory
    from hardwon.lessons.packing import Packed as Packed
    from hardwon.lessons.packing import Unit as Unit
    from hardwon.lessons.packing import whole as whole
    from hardwon.lessons.queries import BadQuery as BadQuery
    from hardwon.lessons.queries import Query as Query
    from hardwon.lessons.queries import read_queries as read_queries
    from hardwon.lessons.shelf import Shelf as Shelf

_PLACES = {
    "lesson": "BadLesson Lesson NoSuchLesson Problem describe_cost describe_rule",
    "memory": "Memory open_current_memory open_memory",
    "packing": "Packed Unit whole",
    "queries": "BadQuery Query read_queries",
    "shelf": "Shelf",
}
_HOMES = {name: module for module, names in _PLACES.items() for name in names.split()}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
