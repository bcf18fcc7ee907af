"""Sessions as trees: each with the subagents that it started below it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kin:
    """A session by its id, how deep below the one that began it all it stands, and who started it."""

    id: str
    depth: int
    parent: str


def families(parents: Mapping[str, str]) -> Iterator[tuple[Kin, ...]]:
    """Sessions, given in order with their parents (empty: none), as families in that order.

    A family stands where its first member stood, begins with the one that nobody in `parents` started, and
    tells children after their parent, in order. A circle of parents, which only damage makes, is cut open.
    """
    children: dict[str, list[str]] = {}
    for one, parent in parents.items():
        if parent in parents and parent != one:
            children.setdefault(parent, []).append(one)
    seen: set[str] = set()
    for one in parents:
        if one not in seen:
            family = tuple(_below(_top(one, parents), children))
            seen.update(kin.id for kin in family)
            yield family


def _top(one: str, parents: Mapping[str, str]) -> str:
    """Who began it all; in a circle the first by name, wherever one enters it."""
    way = [one]
    while (parent := parents[one]) in parents and parent != one:
        if parent in way:
            return min(way[way.index(parent) :])
        way.append(one := parent)
    return one


def _below(top: str, children: Mapping[str, Sequence[str]]) -> Iterator[Kin]:
    told: set[str] = set()
    left = [Kin(top, 0, "")]
    while left:
        kin = left.pop()
        if kin.id not in told:
            told.add(kin.id)
            yield kin
            left += [Kin(one, kin.depth + 1, kin.id) for one in reversed(children.get(kin.id, ()))]
