"""Lessons: pages in git, candidates for them, and recall of what was learnt."""

from importlib import import_module
from typing import TYPE_CHECKING

# fmt: off
# isort: off
if TYPE_CHECKING:
    from hardwon.lessons.candidate import Candidate as Candidate, candidate_events as candidate_events
    from hardwon.lessons.candidate import merge_candidates as merge_candidates
    from hardwon.lessons.candidates import Candidates as Candidates, find_candidate as find_candidate
    from hardwon.lessons.candidates import list_candidates as list_candidates
    from hardwon.lessons.curation import NotCurated as NotCurated, adopt as adopt
    from hardwon.lessons.curation import new_lesson as new_lesson, retire as retire
    from hardwon.lessons.curation import take_candidates as take_candidates
    from hardwon.lessons.extraction import EXTRACTION_KINDS as EXTRACTION_KINDS
    from hardwon.lessons.extraction import extract_candidates as extract_candidates
    from hardwon.lessons.guides import find_guides as find_guides, read_guides as read_guides
    from hardwon.lessons.learning import learn as learn, learn_from_guides as learn_from_guides
    from hardwon.lessons.lesson import BadLesson as BadLesson, Lesson as Lesson
    from hardwon.lessons.lesson import NoSuchLesson as NoSuchLesson, Problem as Problem
    from hardwon.lessons.lesson import describe_cost as describe_cost, describe_rule as describe_rule
    from hardwon.lessons.lesson import read_cost as read_cost
    from hardwon.lessons.markdown import MANAGED_BEGIN as MANAGED_BEGIN, MANAGED_END as MANAGED_END
    from hardwon.lessons.memory import Memory as Memory, open_current_memory as open_current_memory
    from hardwon.lessons.memory import open_memory as open_memory
    from hardwon.lessons.packing import Packed as Packed, Unit as Unit, whole as whole
    from hardwon.lessons.packs import NoSuchPack as NoSuchPack, Pack as Pack, pack as pack
    from hardwon.lessons.packs import pack_names as pack_names
    from hardwon.lessons.queries import BadQuery as BadQuery, Query as Query, read_queries as read_queries
    from hardwon.lessons.schema import front_matter_schema as front_matter_schema
    from hardwon.lessons.shelf import Shelf as Shelf
    from hardwon.lessons.verification import Fails as Fails, Holds as Holds, Unverified as Unverified
    from hardwon.lessons.verification import Verified as Verified, command_breaches as command_breaches
    from hardwon.lessons.verification import verify as verify
# fmt: on
# isort: on

_PLACES = {
    "candidate": "Candidate candidate_events merge_candidates",
    "candidates": "Candidates find_candidate list_candidates",
    "curation": "NotCurated adopt new_lesson retire take_candidates",
    "extraction": "EXTRACTION_KINDS extract_candidates",
    "guides": "find_guides read_guides",
    "learning": "learn learn_from_guides",
    "lesson": "BadLesson Lesson NoSuchLesson Problem describe_cost describe_rule read_cost",
    "markdown": "MANAGED_BEGIN MANAGED_END",
    "memory": "Memory open_current_memory open_memory",
    "packing": "Packed Unit whole",
    "packs": "NoSuchPack Pack pack pack_names",
    "queries": "BadQuery Query read_queries",
    "schema": "front_matter_schema",
    "shelf": "Shelf",
    "verification": "Fails Holds Unverified Verified command_breaches verify",
}
_HOMES = {name: module for module, names in _PLACES.items() for name in names.split()}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
