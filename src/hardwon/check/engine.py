"""Runs rules over a project: finds its files, takes in what changed, judges what that touches, remembers."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from hardwon.check import manifest as memory
from hardwon.check.cache import FactCache, MemoryCache
from hardwon.check.files import Inventory, Stamp, discover, is_pin, is_source, relative, stamp_of
from hardwon.check.findings import Report
from hardwon.check.keeping import Kept
from hardwon.check.manifest import Manifest, key_of
from hardwon.check.outside import Outside
from hardwon.check.registry import chosen
from hardwon.check.run import Progress, Run
from hardwon.check.users import Linter, UserRule
from hardwon.core import CheckSettings, HardwonError


class PathOutside(HardwonError):
    """A path to check that does not lie in the repository."""


def check_texts(
    files: Mapping[str, str],
    *,
    rules: Sequence[str] = (),
    users: Sequence[UserRule] = (),
    linter: Linter | None = None,
) -> Report:
    """The findings in a small project given as text by path; only those of `rules` where it names any.

    `users` and `linter` as in `check_project`. Raises `UnknownRule`.
    """
    settings = CheckSettings()
    picked = chosen(settings, rules, users)
    inventory = Inventory()
    texts = {path: text.encode("utf-8", "surrogatepass") for path, text in files.items()}
    run = Run(Path(), settings, picked, MemoryCache(), Manifest(), texts, alone=True)
    outside = Outside(users, linter, run, rules)
    for path in texts:
        if is_source(path):
            inventory.sources[path] = (0, 0, 0, 0)
        elif is_pin(path):
            inventory.pins[path] = (0, 0, 0, 0)
        elif path.endswith(outside.endings):
            inventory.others[path] = (0, 0, 0, 0)
    run.bring_up_to_date(inventory, lambda done, total: None)
    outside.bring_up_to_date(inventory, b"", 0)
    return run.report(("",), outside.brought(("",)))


def check_project(
    root: Path,
    paths: Sequence[str] = (),
    *,
    settings: CheckSettings,
    cache: FactCache | None = None,
    texts: Mapping[str, bytes] | None = None,
    progress: Progress | None = None,
    users: Sequence[UserRule] = (),
    linter: Linter | None = None,
    kept: Kept | None = None,
) -> Report:
    """The findings in the repository at `root`; only those in `paths` (files, directories) where it names
    any.

    All files are linked, whichever are asked for. `paths` are absolute or relative to `root`; those that no
    rule is for are passed over. `texts` stands in for what the disk holds under the same path (an editor's
    unsaved buffer). `progress` is told how many of how many files are done. `users` are the rules that
    lessons bring along, in whatever language; `linter` runs those of another linter. `kept` is for a
    process that checks the same project again and again. Raises `UnknownRule`, `PathOutside`.
    """
    cache = cache if cache is not None else MemoryCache()
    try:
        wanted = tuple(relative(root, paths)) if paths else ("",)
        overlay = dict(zip(relative(root, texts or ()), (texts or {}).values(), strict=True))
    except ValueError as error:
        raise PathOutside(
            f"{error} lies outside of {root}", next_step="name a path in the repository"
        ) from error
    picked = chosen(settings, users=users)
    asked = (settings.strict_timestamps, settings.explicit_add, settings.index_after)
    what = repr((settings.include, settings.exclude, picked, asked))
    key = key_of(b"manifest", str(root).encode(), what.encode())
    started = time.time_ns()
    kept = Kept() if kept is None else kept
    manifest = kept.take(key) or memory.load(cache, key)
    run = Run(root, settings, picked, cache, manifest, overlay)
    outside = Outside(users, linter, run)
    inventory = discover(root, settings, manifest.patterns, outside.endings)
    _add_named(root, wanted, overlay, inventory, outside.endings)
    with _without_collecting():
        run.bring_up_to_date(inventory, progress or (lambda done, total: None))
    if run.is_changed and not overlay:
        memory.save(cache, key, run.manifest, started)
    kept.put(key, run.manifest, started)
    outside.bring_up_to_date(inventory, key_of(b"outside", str(root).encode()), started)
    return run.report(wanted, outside.brought(wanted))


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Leaves Python's collector out: what an analysis makes lives to its end, and looking for circles in it
    takes a seventh of the time.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _add_named(
    root: Path,
    wanted: Sequence[str],
    overlay: Mapping[str, bytes],
    inventory: Inventory,
    endings: tuple[str, ...],
) -> None:
    """A file that is named is checked even though git ignores it."""

    def place(path: str) -> dict[str, Stamp] | None:
        if is_source(path):
            return inventory.sources
        return inventory.others if path.endswith(endings) else None

    for path in wanted:
        found = place(path)
        if path and found is not None and path not in found and path not in overlay:
            stamp = stamp_of(root / path)
            if stamp is None:
                inventory.errors[path] = "cannot be read: there is no such file"
            elif (root / path).is_file():
                found[path] = stamp
    for path in overlay:
        found = place(path)
        if found is not None:
            found[path] = (0, 0, 0, 0)
