"""What one function changes of records that carry a time or an author of their last change."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator

from msgspec import Struct

from hardwon.check.analyses.records.stamps import Stamps, stamps_of
from hardwon.check.analyses.runs import Ran
from hardwon.check.interpreter.state import Site, keys_in
from hardwon.check.interpreter.trace import Called, Changed, Created
from hardwon.check.linking.models import model_of
from hardwon.check.linking.project import Project, function_node
from hardwon.check.linking.roots import functions_in
from hardwon.check.linking.scopes import Scope, scope_of
from hardwon.check.linking.values import (
    Bound,
    ClassRef,
    External,
    FunctionRef,
    Instance,
    RecordRef,
    SessionRef,
)
from hardwon.check.linking.words import pattern
from hardwon.check.rule import Found
from hardwon.check.searches import lazily
from hardwon.check.syntax.trees import Node

_ACTOR = pattern(
    r"\bcurrent_\w*user\w*|get_current_\w*|\bactor\w*\b|\bg\.user\b|request\.user\b|CurrentUser|CurrentActor"
    r"|\bperformed_by\b|\bacting_user\w*|\beditor(?:_id)?\b|\bprincipal\b|logged_in_user"
)
_GIVEN_ACTOR = lazily(
    r"\b(?:user|actor|admin|operator|requester|author|by|moderator|reviewer)\s*(?::\s*\"?(?P<type>\w+)|[,)=])"
)
# What a row's own bookkeeping changes: people do not call that a modification.
_BOOKKEEPING = lazily(
    r"(?:last|latest|next|first)_\w+|\w*_?count|\w*_?counter|views|hits|clicks|\w*heartbeat\w*|lease\w*|lock\w*|attempts?"
    r"|retries|(?:is_)?(?:pinned|starred|favou?rited?|read|seen|muted)(?:_by|_at|_on)?|\w+_(?:seen|accessed|used|viewed|synced|checked|polled)_(?:at|on)|version(?:_id)?|embedding\w*"
    # What has a time of its own is no news to the column for all others.
    r"|(?!scheduled|planned)(?:\w+_)?\w+(?:ed|en)_(?:at|on|date)"
)
# Functions out of sight that only read the record they get.
_READS = lazily(
    r"(?i)\w*(?:valid|serial|dump|dict|schema|response|json|from_orm|refresh|log|notify|publish|emit|append|print"
    r"|info|debug|warn|error|exception|isinstance|len|str|repr|getattr|setattr|jsonify|render|encode|return)\w*"
    r"|\w+(?:Out|Read|Public|View|DTO)"
)
# The fields of a schema, which are known to those who wrote it; those of any dict may hold the stamp.
_FROM_SCHEMA = lazily(rb"model_dump\(|\.dict\(|sqlmodel_update\(|dump\(|exclude_unset")
_NOTHING = lazily(rb"\s*=\s*None\b")
WRITES = lazily(rb"\bcommit\(|\.add\(|\bflush\(|\.begin\(|\.merge\(")


class _Change(Struct, frozen=True):
    """A change of a record or of rows of a model; `attribute` is "" where it is not known."""

    model: ClassRef
    site: Site
    attribute: str


class Modified:
    """What one function modifies, and which columns it sets with that."""

    def __init__(self, project: Project, function: FunctionRef, text: bytes, kept: frozenset[str]) -> None:
        self._project = project
        self._function = function
        self._text = text
        self._kept = kept
        self._changes: dict[ClassRef, list[_Change]] = {}
        self._set: dict[ClassRef, set[str]] = {}
        self._unclear: set[ClassRef] = set()

    @property
    def stale(self) -> dict[ClassRef, Found]:
        """The models whose records are changed and not stamped, with what to say about each."""
        found: dict[ClassRef, Found] = {}
        for model, changes in self._real():
            stamps = stamps_of(self._project, model)
            if stamps is None or model in self._unclear or self._is_kept(model, stamps):
                continue
            own = self._function.path
            first = min(changes, key=lambda change: (change.site.path != own, change.site.start))
            missing = self._missing(model, stamps.times)
            if missing:
                found[model] = _stale_time(first, missing)
            elif _ACTOR.search(self._text) is not None or self._is_given_actor(model):
                missing = self._missing(model, stamps.actors)
                if missing:
                    found[model] = _stale_actor(first, missing)
        return found

    def _is_given_actor(self, model: ClassRef) -> bool:
        """Whether a parameter stands for who acts; not where that is whose record is changed."""
        definition = function_node(self._project, self._function)
        found = _GIVEN_ACTOR.search(str(definition[4])) if definition else None
        return found is not None and model.short != found["type"]

    @property
    def fresh(self) -> list[ClassRef]:
        """The models whose records are changed and stamped."""
        return [model for model, _ in self._real() if self._stamps_itself(model)]

    def _real(self) -> Iterator[tuple[ClassRef, list[_Change]]]:
        for model, changes in self._changes.items():
            if any(_BOOKKEEPING.fullmatch(change.attribute) is None for change in changes):
                yield model, changes

    def _stamps_itself(self, model: ClassRef) -> bool:
        stamps = stamps_of(self._project, model)
        return stamps is not None and bool(stamps.times) and not self._missing(model, stamps.times)

    def _missing(self, model: ClassRef, columns: tuple[str, ...]) -> str:
        """One of the columns, where the function sets none of them."""
        if not columns or any(column in self._set.get(model, ()) for column in columns):
            return ""
        # Unless it is seen to set another model's, whatever sets a column of that name sets it here.
        others = [other for other in self._set if other != model]
        if not others and any(_sets(self._text, column) for column in columns):
            return ""
        return columns[0]

    def _is_kept(self, model: ClassRef, stamps: Stamps) -> bool:
        if self._project.settings.strict_timestamps:
            return False
        line = self._project.line_of(model).classes
        if any(f"listener:{known.ref.short}" in self._kept for known in line):
            return True
        return f"trigger:{stamps.table}" in self._kept

    def _note(self, model: ClassRef, site: Site, attribute: str) -> None:
        after = self._project.text(site.path)[site.end : site.end + 40]
        # Forgetting another row that goes is what the database does by itself, too.
        if attribute.endswith("_id") and _NOTHING.match(after):
            return
        if stamps_of(self._project, model) is not None:
            self._changes.setdefault(model, []).append(_Change(model, site, attribute))

    # What the run of the function did

    def look_at(self, ran: Ran) -> None:
        new = {what.record for what in ran.trace if isinstance(what, Created)}
        models: dict[Hashable, ClassRef] = {}
        for what in ran.trace:
            if isinstance(what, Changed):
                models[what.record] = what.model
                self._look_at_change(what, is_new=what.record in new or what.session is None)
        for what in ran.trace:
            if isinstance(what, Called):
                self._look_at_call(what, models)

    def _look_at_change(self, what: Changed, *, is_new: bool) -> None:
        stamps = stamps_of(self._project, what.model)
        if stamps is None:
            return
        if what.attribute in (*stamps.times, *stamps.actors):
            self._set.setdefault(what.model, set()).add(what.attribute)
        elif not is_new and self._is_its_own(what):
            self._note(what.model, Site(what.site.path, what.site.start, what.site.end), what.attribute)

    def _is_its_own(self, what: Changed) -> bool:
        """Whether the function answers for a change: its own, or that of a helper that writes nothing."""
        if not what.attribute and _FROM_SCHEMA.search(self._text) is None and not what.site.through:
            return False
        if _lies_in(self._project, what.model, what.site):
            return False
        if not what.site.through:
            return what.site.path == self._function.path
        for function, _, text in functions_in(self._project, what.site.path):
            start, end = self._project.span(function.path, function.number)
            if start <= what.site.start < end:
                return WRITES.search(text) is None and b"ession" not in text
        return False

    def _look_at_call(self, what: Called, models: dict[Hashable, ClassRef]) -> None:
        function = what.node[2]
        word = str(function[3] if function[0] == "attr" else function[2] if function[0] == "name" else "")
        if isinstance(what.owner, SessionRef) or isinstance(what.callee, FunctionRef | Bound):
            return
        if isinstance(what.owner, RecordRef):
            model = models.get(what.owner.key)
            if model is not None and what.callee is None and not _READS.fullmatch(word):
                self._unclear.add(model)
            return
        if _READS.fullmatch(word) or (isinstance(what.callee, External) and what.callee.top == "builtins"):
            return
        for value in (*what.args, *(value for _, value in what.keywords)):
            self._unclear |= {models[key] for key in keys_in(value) if key in models}

    # What the run does not know: parameters, and statements over many rows

    def look_at_scope(self) -> None:
        scope = scope_of(self._project, self._function)
        writes = WRITES.search(self._text) is not None
        for visit in scope.visits:
            node = visit.node
            if node[0] in ("assign", "update"):
                for target in node[2] if node[0] == "assign" else (node[2],):
                    if writes and target[0] == "attr" and target[2][0] == "name":
                        self._look_at_target(scope, target[2], target, target[3])
            elif node[0] == "call" and node[2][0] == "attr":
                if node[2][3] in ("values", "update"):
                    self._look_at_bulk(scope, node)
                elif node[2][3] == "sqlmodel_update" and writes:
                    self._look_at_target(scope, node[2][2], node, "")
            elif (
                node[0] == "call" and node[2][0] == "name" and node[2][2] == "setattr" and node[3] and writes
            ):
                word = node[3][1][2] if len(node[3]) > 1 and node[3][1][0] == "str" else ""
                self._look_at_target(scope, node[3][0], node, word)

    def _look_at_target(self, scope: Scope, name: Node, node: Node, attribute: str) -> None:
        if name[0] != "name" or name[2] == "self" or not scope.is_param(name[2]):
            return
        value = scope.value(name)
        if not isinstance(value, Instance) or scope.assigned(name[2]):
            return
        model = model_of(self._project, value.of)
        unclear = not attribute and _FROM_SCHEMA.search(self._text) is None
        if model is not None and not unclear and (attribute in model.columns or not attribute):
            self._note(value.of, _site(scope, node), attribute)

    def _look_at_bulk(self, scope: Scope, node: Node) -> None:
        """`update(Order).where(...).values(...)` and `query(Order).filter(...).update({...})`."""
        model = _rows_of(scope, node[2][2], node[2][3])
        if model is None:
            return
        words = _words_set(node)
        stamps = stamps_of(self._project, model)
        if words is None or stamps is None or _unlinks(node):
            return
        own = {*stamps.times, *stamps.actors} & set(words)
        if own:
            self._set.setdefault(model, set()).update(own)
        rest = [word for word in words if word not in own]
        if rest and f"delete({model.short})".encode() not in self._text:
            telling = [word for word in rest if _BOOKKEEPING.fullmatch(word) is None]
            self._note(model, _site(scope, node), (telling or rest)[0])


def _unlinks(call: Node) -> bool:
    """Whether rows only let go of what is about to be deleted: `.values(parent_id=None)`."""
    return bool(call[4]) and not call[3] and all(v[0] == "const" and v[2] is None for _, v in call[4])


def _lies_in(project: Project, model: ClassRef, site: Site) -> bool:
    """Whether a place is in a method of the model itself, or of one that it inherits from."""
    for known in project.line_of(model).classes:
        if known.ref.path == site.path:
            start, end = project.span(known.ref.path, known.node[1])
            if start <= site.start < end:
                return True
    return False


def _site(scope: Scope, node: Node) -> Site:
    start, end = scope.span(node)
    return Site(scope.path, start, end)


def _rows_of(scope: Scope, node: Node, method: str) -> ClassRef | None:
    """The model whose rows a chain of calls updates."""
    while True:
        if node[0] == "call":
            function = node[2]
            word = function[3] if function[0] == "attr" else function[2] if function[0] == "name" else ""
            starts = "update" if method == "values" else "query"
            if word == starts and node[3] and (function[0] == "name" or starts == "query"):
                value = scope.value(node[3][0])
                return value if isinstance(value, ClassRef) else None
            if word == starts and node[3]:
                value = scope.value(node[3][0])
                if isinstance(value, ClassRef):
                    return value
            node = function
        elif node[0] == "attr":
            if node[3] == "query" and method == "update":
                value = scope.value(node[2])
                return value if isinstance(value, ClassRef) else None
            node = node[2]
        elif node[0] == "await":
            node = node[2]
        else:
            return None


def _words_set(node: Node) -> list[str] | None:
    """The columns that `.values(...)` or `.update({...})` sets; None where they cannot all be told."""
    words: list[str] = []
    for word, _ in node[4]:
        if word is None:
            return None
        if word != "synchronize_session":
            words.append(word)
    for item in node[3]:
        if item[0] != "dict":
            return None
        for key, _ in item[2]:
            if key is not None and key[0] == "str":
                words.append(key[2])
            elif key is not None and key[0] == "attr":
                words.append(key[3])
            else:
                return None
    return words


def _sets(text: bytes, column: str) -> bool:
    """Whether a function's text gives the column a value: by attribute, keyword, key or `setattr`."""
    name = re.escape(column.encode())
    return (
        re.search(
            rb"\b" + name + rb"[ \t]*=(?!=)(?![ \t]*\w+\." + name + rb"\b)"
            rb"|[\"']" + name + rb"[\"'][ \t]*(?:,|\]|:(?![ \t]*[\w.]+\." + name + rb"\b))"
            rb"|\." + name + rb"[ \t]*:",
            text,
        )
        is not None
    )


def _stale_time(first: _Change, column: str) -> Found:
    model = first.model.short
    what = f"`{model}.{first.attribute}` is" if first.attribute else f"{model} is"
    message = (
        f"{what} changed and `{column}` is not: nothing else sets it on an update,"
        " so the row looks older than it is."
    )
    do = f"give the column onupdate=func.now(), or set {column} here"
    site = first.site
    return Found(site.path, site.start, site.end, (site.start, site.end), message, do, "warning")


def _stale_actor(first: _Change, column: str) -> Found:
    model = first.model.short
    what = f"`{model}.{first.attribute}` is" if first.attribute else f"{model} is"
    message = f"{what} changed and `{column}` is not, although this function knows who acts."
    site = first.site
    return Found(
        site.path, site.start, site.end, (site.start, site.end), message, f"set {column} here", "warning"
    )
