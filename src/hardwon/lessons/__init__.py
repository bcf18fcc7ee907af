"""Lessons: pages in git, candidates for them, and recall of what was learnt."""

# ruff: noqa: I001 (a line a module; sorted, each name would take one)
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hardwon.lessons.curation.candidates import Candidates as Candidates, find_candidate as find_candidate
    from hardwon.lessons.curation.candidates import list_candidates as list_candidates, Decided as Decided
    from hardwon.lessons.curation.count import count_waiting as count_waiting
    from hardwon.lessons.curation.decisions import adopt as adopt, new_lesson as new_lesson, retire as retire
    from hardwon.lessons.curation.decisions import merge as merge, reject as reject, Said as Said
    from hardwon.lessons.curation.inbox import Waiting as Waiting, WaitingList as WaitingList
    from hardwon.lessons.curation.inbox import read_inbox as read_inbox, Cited as Cited
    from hardwon.lessons.curation.learning import learn as learn, learn_from_guides as learn_from_guides
    from hardwon.lessons.curation.telling import Known as Known, Learnt as Learnt, Statement as Statement
    from hardwon.lessons.curation.telling import learn_from as learn_from
    from hardwon.lessons.curation.undoing import Decision as Decision, TakenBack as TakenBack, undo as undo
    from hardwon.lessons.curation.undoing import list_decisions as list_decisions
    from hardwon.lessons.docs.index import IndexEntry as IndexEntry, IndexGroup as IndexGroup
    from hardwon.lessons.docs.index import LessonIndex as LessonIndex, arrange_lessons as arrange_lessons
    from hardwon.lessons.docs.index import worth as worth
    from hardwon.lessons.docs.questions import Asked as Asked, questions_of as questions_of
    from hardwon.lessons.extraction.candidate import Candidate as Candidate
    from hardwon.lessons.figures.counters import Counters as Counters
    from hardwon.lessons.figures.notes import applies_of as applies_of, breached as breached, judged as judged
    from hardwon.lessons.figures.notes import prevented as prevented, recalled as recalled, shown as shown
    from hardwon.lessons.figures.notes import review_ended as review_ended
    from hardwon.lessons.figures.prior import Prior as Prior
    from hardwon.lessons.figures.stats import LessonFigures as LessonFigures, Stats as Stats, reckon as reckon
    from hardwon.lessons.packs.arrival import Arrival as Arrival, Arriving as Arriving
    from hardwon.lessons.packs.arrival import pin_shipped as pin_shipped
    from hardwon.lessons.packs.departure import Departure as Departure
    from hardwon.lessons.packs.exchange import PackDesk as PackDesk, Rewrite as Rewrite, Standing as Standing
    from hardwon.lessons.packs.pack import Pack as Pack, pack as pack, pack_names as pack_names
    from hardwon.lessons.packs.pins import BadPins as BadPins, Pin as Pin, Pins as Pins, Written as Written
    from hardwon.lessons.packs.pins import read_pins as read_pins, write_pins as write_pins
    from hardwon.lessons.pages.applying import applying_to as applying_to
    from hardwon.lessons.pages.book import Book as Book, open_book as open_book
    from hardwon.lessons.pages.checklist import Checklist as Checklist, Work as Work, checklist as checklist
    from hardwon.lessons.pages.checklist import PackQuestions as PackQuestions
    from hardwon.lessons.pages.commands import command_breaches as command_breaches
    from hardwon.lessons.pages.enforcement import user_rule as user_rule
    from hardwon.lessons.pages.lesson import BadLesson as BadLesson, CommandRule as CommandRule
    from hardwon.lessons.pages.lesson import BuiltInRule as BuiltInRule
    from hardwon.lessons.pages.lesson import Lesson as Lesson, NoSuchLesson as NoSuchLesson
    from hardwon.lessons.pages.lesson import Problem as Problem, describe_cost as describe_cost
    from hardwon.lessons.pages.lesson import describe_rule as describe_rule, read_cost as read_cost
    from hardwon.lessons.pages.patches import Change as Change, read_diff as read_diff
    from hardwon.lessons.pages.patches import whole_file as whole_file
    from hardwon.lessons.pages.schema import front_matter_schema as front_matter_schema
    from hardwon.lessons.pages.shelf import Shelf as Shelf
    from hardwon.lessons.pages.verification import Fails as Fails, Holds as Holds, Unverified as Unverified
    from hardwon.lessons.pages.verification import Verified as Verified
    from hardwon.lessons.pages.verification import verify as verify
    from hardwon.lessons.recall.at_hand import AtHand as AtHand, changed_symbols as changed_symbols
    from hardwon.lessons.recall.memory import Memory as Memory, open_current_memory as open_current_memory
    from hardwon.lessons.recall.memory import bring_up as bring_up, open_memory as open_memory
    from hardwon.lessons.recall.packing import Packed as Packed, Unit as Unit, whole as whole
    from hardwon.lessons.recall.queries import read_queries as read_queries
    from hardwon.lessons.validity.audit import Audit as Audit, Fault as Fault, audit as audit
    from hardwon.lessons.validity.audit import evidence_faults as evidence_faults
    from hardwon.lessons.validity.bearing import checklist_for as checklist_for, packs_of as packs_of
    from hardwon.lessons.validity.ground import Ground as Ground
    from hardwon.lessons.validity.reviews import Due as Due, change_lesson as change_lesson
    from hardwon.lessons.validity.reviews import due_lessons as due_lessons, keep_lesson as keep_lesson
    from hardwon.lessons.validity.reviews import retire_reviewed as retire_reviewed

_PLACES = {  # lazy (PEP 562): hooks come in here, and SQLAlchemy, tantivy, YAML cost more than they have
    "curation.candidates": "Candidates Decided find_candidate list_candidates",
    "curation.count": "count_waiting",
    "curation.decisions": "Said adopt merge new_lesson reject retire",
    "curation.inbox": "Cited Waiting WaitingList read_inbox",
    "curation.learning": "learn learn_from_guides",
    "curation.telling": "Known Learnt Statement learn_from",
    "curation.undoing": "Decision TakenBack list_decisions undo",
    "docs": "Asked IndexEntry IndexGroup LessonIndex arrange_lessons questions_of worth",
    "extraction.candidate": "Candidate",
    "figures.counters": "Counters",
    "figures.notes": "applies_of breached judged prevented recalled review_ended shown",
    "figures.prior": "Prior",
    "figures.stats": "LessonFigures Stats reckon",
    "packs.arrival": "Arrival Arriving pin_shipped",
    "packs.departure": "Departure",
    "packs.exchange": "PackDesk Rewrite Standing",
    "packs.pack": "Pack pack pack_names",
    "packs.pins": "BadPins Pin Pins Written read_pins write_pins",
    "pages.applying": "applying_to",
    "pages.book": "Book open_book",
    "pages.checklist": "Checklist PackQuestions Work checklist",
    "pages.commands": "command_breaches",
    "pages.enforcement": "user_rule",
    "pages.lesson": "BadLesson BuiltInRule CommandRule Lesson NoSuchLesson Problem describe_cost "
    "describe_rule read_cost",
    "pages.patches": "Change read_diff whole_file",
    "pages.schema": "front_matter_schema",
    "pages.shelf": "Shelf",
    "pages.verification": "Fails Holds Unverified Verified verify",
    "recall.at_hand": "AtHand changed_symbols",
    "recall.memory": "Memory bring_up open_current_memory open_memory",
    "recall.packing": "Packed Unit whole",
    "recall.queries": "read_queries",
    "validity.audit": "Audit Fault audit evidence_faults",
    "validity.bearing": "checklist_for packs_of",
    "validity.ground": "Ground",
    "validity.reviews": "Due change_lesson due_lessons keep_lesson retire_reviewed",
}
_HOMES = {name: module for module, names in _PLACES.items() for name in names.split()}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
