"""Lessons: pages in git, candidates for them, and recall of what was learnt."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hardwon.lessons.applying import applying_to as applying_to
    from hardwon.lessons.candidate import Candidate as Candidate
    from hardwon.lessons.candidates import Candidates as Candidates
    from hardwon.lessons.candidates import find_candidate as find_candidate
    from hardwon.lessons.candidates import list_candidates as list_candidates
    from hardwon.lessons.curation import adopt as adopt
    from hardwon.lessons.curation import new_lesson as new_lesson
    from hardwon.lessons.curation import retire as retire
    from hardwon.lessons.enforcement import user_rule as user_rule
    from hardwon.lessons.learning import learn as learn
    from hardwon.lessons.learning import learn_from_guides as learn_from_guides
    from hardwon.lessons.lesson import BadLesson as BadLesson
    from hardwon.lessons.lesson import Lesson as Lesson
    from hardwon.lessons.lesson import NoSuchLesson as NoSuchLesson
    from hardwon.lessons.lesson import Problem as Problem
    from hardwon.lessons.lesson import describe_cost as describe_cost
    from hardwon.lessons.lesson import describe_rule as describe_rule
    from hardwon.lessons.lesson import read_cost as read_cost
    from hardwon.lessons.memory import Memory as Memory
    from hardwon.lessons.memory import open_current_memory as open_current_memory
    from hardwon.lessons.memory import open_memory as open_memory
    from hardwon.lessons.packing import Packed as Packed
    from hardwon.lessons.packing import Unit as Unit
    from hardwon.lessons.packing import whole as whole
    from hardwon.lessons.packs import pack as pack
    from hardwon.lessons.queries import read_queries as read_queries
    from hardwon.lessons.schema import front_matter_schema as front_matter_schema
    from hardwon.lessons.shelf import Shelf as Shelf
    from hardwon.lessons.verification import Fails as Fails
    from hardwon.lessons.verification import Holds as Holds
    from hardwon.lessons.verification import Unverified as Unverified
    from hardwon.lessons.verification import Verified as Verified
    from hardwon.lessons.verification import verify as verify

# Lazy (PEP 562): hooks come in here, and SQLAlchemy, tantivy and YAML cost more than they have.
_PLACES = {
    "applying": "applying_to",
    "candidate": "Candidate",
    "candidates": "Candidates find_candidate list_candidates",
    "curation": "adopt new_lesson retire",
    "enforcement": "user_rule",
    "learning": "learn learn_from_guides",
    "lesson": "BadLesson Lesson NoSuchLesson Problem describe_cost describe_rule read_cost",
    "memory": "Memory open_current_memory open_memory",
    "packing": "Packed Unit whole",
    "packs": "pack",
    "queries": "read_queries",
    "schema": "front_matter_schema",
    "shelf": "Shelf",
    "verification": "Fails Holds Unverified Verified verify",
}
_HOMES = {name: module for module, names in _PLACES.items() for name in names.split()}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
