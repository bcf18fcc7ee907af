"""From what ast-grep and other linters find to rows, which are kept between runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hardwon.check.entries import Row
from hardwon.check.spreading import how_many, spread
from hardwon.check.users import Linter, LinterFailed, Reported, UserCodes, UserPattern, UserRule, resolved

if TYPE_CHECKING:
    from hardwon.check.run import Run

# Less text than this is searched faster than a process starts.
_WORTH_A_PROCESS = 1_500_000
_LONGEST_EXCERPT = 400
# Enough to know a place again, few enough that what is changed deep inside does not make it another.
_MOST_WORDS = 40
_MOST_LINES = 60

# The place of a rule among the users', a file, and what was found there.
Judged = tuple[int, str, tuple[Row, ...]]
Stale = Mapping[int, Sequence[str]]


class Matching:
    """Runs `users` over files that changed.

    `codes` are the full codes by those that the rules name, as far as they were asked for. `failure` says why
    the other linter could not be run.
    """

    def __init__(
        self, run: Run, users: Sequence[UserRule], linter: Linter | None, text_of: Callable[[str], bytes]
    ) -> None:
        self.codes: dict[str, tuple[str, ...]] = {}
        self.failure = ""
        self._run = run
        self._users = users
        self._linter = linter
        self._text_of = text_of

    def fault(self, place: int) -> str:
        """Why the rule at `place` can never be run, with the next step; empty where it can."""
        user = self._users[place]
        if isinstance(user, UserPattern):
            from hardwon.check.patterns import fault_of

            fault = fault_of(user)
            return f"ast-grep says {fault} -> correct the pattern" if fault else ""
        try:
            self.codes.update(resolved(user.codes, self._demand().rules()))
        except LinterFailed as error:
            self.failure = str(error)
            return ""
        unknown = [code for code in user.codes if not self.codes.get(code)]
        if not unknown:
            return ""
        named = ", ".join(f"`{code}`" for code in unknown)
        return f"ruff has no rule {named} -> write codes that `ruff rule --all` lists"

    def _demand(self) -> Linter:
        if self._linter is None:
            raise LinterFailed("ruff is not at hand here", next_step="run it through `hardwon check`")
        return self._linter

    def run(self, stale: Stale, codes: Mapping[str, tuple[str, ...]]) -> Iterator[Judged]:
        """What the rules find in their files; nothing of those where they find nothing.

        `codes` are all that are known by those that the rules name.
        """
        yield from self._search({p: paths for p, paths in stale.items() if self._pattern(p) is not None})
        named = {
            place: {full for code in user.codes for full in codes.get(code, ())}
            for place, user in enumerate(self._users)
            if place in stale and isinstance(user, UserCodes)
        }
        if named and not self.failure:
            try:
                yield from self._lint({place: stale[place] for place in named}, named)
            except LinterFailed as error:
                self.failure = str(error)

    def _pattern(self, place: int) -> UserPattern | None:
        user = self._users[place]
        return user if isinstance(user, UserPattern) else None

    # ast-grep

    def _search(self, stale: Stale) -> Iterator[Judged]:
        if not stale:
            return
        from hardwon.check.patterns import matches, may_match, words_of

        patterns = {place: user for place in stale if (user := self._pattern(place)) is not None}
        words = {place: words_of(user) for place, user in patterns.items()}
        wanted: dict[str, list[int]] = {}
        for place, paths in stale.items():
            for path in paths:
                if may_match(words[place], self._text_of(path)):
                    wanted.setdefault(path, []).append(place)

        def search(share: Sequence[str]) -> list[Any]:
            found = []
            for path in share:
                text = self._text_of(path).decode("utf-8", "replace")
                for language in dict.fromkeys(patterns[place].language for place in wanted[path]):
                    places = [place for place in wanted[path] if patterns[place].language == language]
                    hits = matches(text, language, [patterns[place] for place in places])
                    found += [(path, place, hit) for place, hit in zip(places, hits, strict=True) if hit]
            return found

        size = sum(len(self._text_of(path)) for path in wanted)
        processes = how_many(self._run.settings.processes) if size > _WORTH_A_PROCESS else 1
        for path, place, hits in spread(
            list(wanted), search, processes, lambda path: len(self._text_of(path))
        ):
            lines = self._lines(path)
            yield place, path, tuple(_pattern_row(patterns[place], path, lines, hit) for hit in hits)

    def _lines(self, path: str) -> list[str]:
        return self._text_of(path).decode("utf-8", "replace").split("\n")

    # Another linter

    def _lint(self, stale: Stale, named: Mapping[int, set[str]]) -> Iterator[Judged]:
        overlay = self._run.overlay
        paths = sorted({path for place in stale for path in stale[place]})
        codes = sorted(set().union(*named.values()))
        disk = [path for path in paths if path not in overlay]
        texts = {path: self._text_of(path) for path in paths if path in overlay}
        by_path: dict[str, list[Reported]] = {}
        for reported in self._demand().lint(codes, disk, texts):
            by_path.setdefault(reported.path, []).append(reported)
        rows = {path: [(one.code, *self._linted(one)) for one in found] for path, found in by_path.items()}
        for place, concerned in stale.items():
            user = self._users[place]
            for path in concerned:
                found = [row for row in rows.get(path, ()) if row[0] in named[place]]
                if found:
                    yield place, path, tuple(_for_lesson(user, row) for row in found)

    def _linted(self, one: Reported) -> Row:
        """A row without its rule, severity, lesson, way out: the lessons that name the code share it."""
        lines = self._lines(one.path)
        span = (one.line, one.column, one.end_line, one.end_column)
        fix = one.fix
        rewrite = None
        if fix is not None:
            edits = tuple((e.line, e.column, e.end_line, e.end_column, e.text) for e in fix.edits)
            rewrite = (fix.description, fix.safe, edits)
        return (
            one.path, *span, one.message, _excerpt(lines, one.line), self._scope(one), _words(lines, span),
            rewrite,
        )  # fmt: skip

    def _scope(self, one: Reported) -> str:
        from hardwon.check.linking.pins import Pins
        from hardwon.check.linking.project import Project
        from hardwon.check.linking.roots import scope_at

        project = Project({}, self._run, Pins({}), self._run.settings, changed=lambda path: None)
        before = self._lines(one.path)[: one.line]
        start = sum(len(line.encode("utf-8", "replace")) + 1 for line in before[:-1])
        inside = before[-1][: one.column - 1] if len(before) == one.line else ""
        return scope_at(project, one.path, start + len(inside.encode("utf-8", "replace")))


def _for_lesson(user: UserRule, row: Row) -> Row:
    code, path, line, column, end_line, end_column, message, excerpt, scope, words, rewrite = row
    do = (rewrite and rewrite[0]) or user.do
    return (
        code, path, line, column, end_line, end_column, message, user.severity, do, excerpt, scope, words,
        rewrite, user.slug,
    )  # fmt: skip


def _pattern_row(user: UserPattern, path: str, lines: Sequence[str], hit: Sequence[Any]) -> Row:
    *span, message, do, scope, new = hit
    fix = None
    if new is not None:
        shown = new if "\n" not in new else new.partition("\n")[0] + " …"
        fix = (f"replace it with `{shown}`" if new else "take it out", user.fix_is_safe, ((*span, new),))
    return (
        user.slug, path, *span, message, user.severity, do, _excerpt(lines, span[0]), scope,
        _words(lines, span), fix, user.slug,
    )  # fmt: skip


def _excerpt(lines: Sequence[str], line: int) -> str:
    return lines[line - 1].rstrip("\r")[:_LONGEST_EXCERPT] if line <= len(lines) else ""


def _words(lines: Sequence[str], span: Sequence[int]) -> bytes:
    """The first words of what was found, of its line if it has none: quotes, commas and line ends are the
    formatter's.
    """
    line, column, end_line, end_column = span
    last = min(end_line, line + _MOST_LINES, len(lines))
    parts = list(lines[line - 1 : last])
    if parts and last == end_line:
        parts[-1] = parts[-1][: end_column - 1]
    if parts:
        parts[0] = parts[0][column - 1 :]
    words = re.findall(r"\w+", "\n".join(parts)) or re.findall(r"\w+", _excerpt(lines, line))
    return " ".join(words[:_MOST_WORDS]).encode("utf-8", "replace")
