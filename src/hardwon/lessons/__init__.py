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
    from hardwon.lessons.shelf import Shelf as Shelf

_PLACES = {
    "lesson": "BadLesson Lesson NoSuchLesson Problem describe_cost describe_rule",
    "shelf": "Shelf",
}
_HOMES = {name: module for module, names in _PLACES.items() for name in names.split()}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
