"""Where the ids in a column come from: the database, a fresh number, or a recipe of the project's own."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from msgspec import Struct

from hardwon.check.analyses.records.building import IS_ID
from hardwon.check.linking.models import model_of
from hardwon.check.linking.project import Project
from hardwon.check.linking.values import ClassRef
from hardwon.check.syntax.names import walk
from hardwon.check.syntax.trees import Node

_GENERATES = frozenset({"default", "default_factory", "server_default", "insert_default"})
_KIND = "makes"


class Making(Struct, frozen=True):
    """One place that writes a row with an id of its own; `recipe` is "" for a fresh one."""

    model: ClassRef
    column: str
    recipe: str
    path: str

    @property
    def spoken(self) -> str:
        """The making as a name that files offer; a recipe may hold colons, its hash does not."""
        of = self.model
        recipe = _hashed(self.recipe) if self.recipe else ""
        return f"{of.short}:{_KIND}:{of.path}:{of.name}:{self.column}:{recipe}:{self.path}"


class Made(Struct, frozen=True):
    """What all files say of how ids are made."""

    makings: tuple[Making, ...]

    @classmethod
    def read(cls, names: Iterable[str]) -> Made:
        """From the names that files offer, of which others may be of another kind."""
        makings = []
        for name in sorted(names):
            _, _, rest = name.partition(":")
            kind, *parts = rest.split(":", 5)
            if kind == _KIND and len(parts) == 5:
                home, owner, column, recipe, path = parts
                makings.append(Making(ClassRef(home, owner), column, recipe, path))
        return cls(tuple(makings))

    def by_recipe(self, recipe: str, model: ClassRef | None, column: str) -> frozenset[str]:
        """The files in which ids of a column are made so; of any column of that name without a model."""
        wanted = _hashed(recipe)
        return frozenset(
            made.path
            for made in self.makings
            if made.recipe == wanted and made.column == column and model in (None, made.model)
        )

    def is_fresh(self, model: ClassRef, column: str) -> bool:
        """Whether ids of a column are made anew somewhere."""
        return any(not made.recipe for made in self._of(model, column))

    def is_built(self, model: ClassRef, column: str) -> bool:
        """Whether ids of a column are put together somewhere, by whatever recipe."""
        return any(made.recipe for made in self._of(model, column))

    def _of(self, model: ClassRef, column: str) -> list[Making]:
        return [made for made in self.makings if made.model == model and made.column == column]


def key_of(project: Project, model: ClassRef | None) -> str:
    """The primary key, where that is an id, not a name or a key that people choose; "" otherwise."""
    made = model_of(project, model)
    ids = [name for name in sorted(made.columns if made else ()) if IS_ID.fullmatch(name)]
    return next((name for name in ids if model is not None and is_primary(project, model, name)), "")


def is_primary(project: Project, model: ClassRef, column: str) -> bool:
    """Whether a column is a primary key, or a part of one."""
    return any(word == "primary_key" for word, _ in _given(project, model, column))


def refers(project: Project, model: ClassRef, column: str) -> bool:
    """Whether a column holds the ids of other rows."""
    member = project.member_of(model, column)
    calls = [node for node in walk((member[1],)) if node[0] == "call"] if member else []
    return any(call[2][-1] == "ForeignKey" or any(w == "foreign_key" for w, _ in call[4]) for call in calls)


def is_generated(project: Project, model: ClassRef, column: str) -> bool:
    """Whether a column's ids are made for it, where nobody gives one."""
    given = _given(project, model, column)
    return any(word in _GENERATES and value[0] not in ("str", "const") for word, value in given)


def _given(project: Project, model: ClassRef, column: str) -> list[tuple[str, Node]]:
    """The keywords of a column's declaration, and of the annotated types that it names."""
    member = project.member_of(model, column)
    if member is None:
        return []
    names = {node[2] for node in walk((member[1],)) if node[0] == "name"}
    types = [project.alias(member[0].ref.path, name) for name in sorted(names)]
    nodes = walk((member[1], *(found[1] for found in types if found is not None)))
    return [(word, value) for node in nodes if node[0] == "call" for word, value in node[4] if word]


def _hashed(recipe: str) -> str:
    return blake2b(recipe.encode(), digest_size=6).hexdigest()
