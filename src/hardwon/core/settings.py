"""The configuration as frozen values, each with its default, unit and reason."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from hardwon.core.errors import HardwonError

_T = TypeVar("_T")


class BadSetting(HardwonError):
    """A key of `[tool.hardwon]` that does not exist, or a value of the wrong type."""


_WORDS = {int: "a whole number", str: "a string", bool: "true or false"}


def _setting(default: object, why: str, *, unit: str = "", least: int = 0, most: int | None = None) -> Any:
    """A field whose metadata makes the reference page; names are written with `-` in the file.

    A number is from `least` to `most`.
    """
    metadata = {"why": why, "unit": unit, "least": least, "most": most}
    if isinstance(default, dict):
        return field(default_factory=dict, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """What `hardwon check` looks at and looks for: `[tool.hardwon.check]`."""

    include: tuple[str, ...] = _setting(("**/*.py", "**/*.pyi"), "Files to check, as gitignore patterns.")
    exclude: tuple[str, ...] = _setting((), "Files to leave out, beyond what .gitignore leaves out.")
    select: tuple[str, ...] = _setting((), "Rules to run; empty means all of them.")
    ignore: tuple[str, ...] = _setting((), "Rules never to run.")
    per_path: Mapping[str, tuple[str, ...]] = _setting({}, "Rules to ignore in files that match a pattern.")
    strict_timestamps: bool = _setting(
        False, "Ask for a set timestamp even where the model or a listener sets it (stale-timestamp)."
    )
    explicit_add: bool = _setting(False, "Ask for `add` of changed records, too (lost-change).")
    index_after: int = _setting(
        2, "How many filters on a column ask for an index (unindexed-filter).", unit="filters", least=1
    )
    processes: int = _setting(
        0, "How many processes parse; 0 takes one a core where it pays.", unit="processes"
    )


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """A model that puts worklogs into words: `[tool.hardwon.model]`. Its calls cost what they cost."""

    name: str = _setting(
        "",
        "The Claude model that words the worklogs, such as `sonnet`; empty leaves them to their structure. "
        "Needs the extra `agent`.",
    )
    timeout: int = _setting(120, "How long its answer may take.", unit="seconds", least=1)
    a_day: int = _setting(
        50, "How many worklogs it words in 24 hours; the rest keep the words of structure.", unit="worklogs"
    )


@dataclass(frozen=True, slots=True)
class FeatureSettings:
    """What the daemon does, each to be switched off by itself: `[tool.hardwon.features]`."""

    files: bool = _setting(
        True, "Watch the files; without it nothing is noted as it is saved, and `recheck` rests, too."
    )
    git: bool = _setting(True, "Note commits, branch switches, merges, rebases and stashes as they happen.")
    transcripts: bool = _setting(
        True, "Follow the transcripts of agents as they grow; `hardwon import` reads them either way."
    )
    worklogs: bool = _setting(True, "Write the digests of sessions in the background.")
    recheck: bool = _setting(
        True, "Check files again as they are saved, and answer `hardwon check` out of memory."
    )
    index: bool = _setting(True, "Keep the index of `hardwon recall` in step with what happens.")
    hooks: bool = _setting(
        True, "Answer agents' hooks with lessons, and deny what would break one that says so."
    )
    context: bool = _setting(True, "Keep the parts of `hardwon context` warm.")
    page: bool = _setting(True, "Serve the page; a machine without a person needs none.")


@dataclass(frozen=True, slots=True)
class DaemonSettings:
    """How the daemon looks after itself: `[tool.hardwon.daemon]`."""

    memory_limit: int = _setting(
        1024,
        "What it may hold before it says so and gives back what it can; at twice as much it ends, and its "
        "supervisor starts it afresh.",
        unit="MB",
        least=64,
    )
    stuck_after: int = _setting(
        60, "How long its loop may stand still before it ends, and is started again.", unit="s", least=5
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """All of `[tool.hardwon]`."""

    database: str = _setting(
        "",
        "A PostgreSQL address for a team, of a database for this repository alone; empty keeps the journal "
        "in the repository's state.",
    )
    port: int = _setting(
        7433, "Where `hardwon up` serves its page; the next free one is taken.", unit="TCP port", most=65535
    )
    recall_budget: int = _setting(1500, "How much `hardwon recall` gives back.", unit="tokens", least=1)
    guide_budget: int = _setting(
        1200, "How long the section in CLAUDE.md and AGENTS.md may become.", unit="tokens"
    )
    packs: tuple[str, ...] = _setting(
        (),
        "Packs of lessons that `hardwon import --configured` brings: folders (relative to the repository), "
        "git addresses such as `git+https://HOST/PATH@v3`, names of packs that ship.",
    )
    hook_budget: int = _setting(
        500, "How much an agent is told when its session begins, or by a prompt.", unit="tokens", least=1
    )
    docs: str = _setting(
        "docs/lessons",
        "The folder, relative to the repository, in which `hardwon docs` keeps the index of lessons "
        "(README.md) and the checklist for reviews (checklist.md).",
    )
    delegation: Mapping[str, str] = _setting(
        {},
        "Tools that an orchestrating agent leaves to others, and to whom, such as "
        '`{"Edit|Write" = "the coordinator for code"}`; its subagents use them.',
    )
    check: CheckSettings = field(default_factory=CheckSettings, metadata={"why": "See below.", "unit": ""})
    model: ModelSettings = field(default_factory=ModelSettings, metadata={"why": "See below.", "unit": ""})
    daemon: DaemonSettings = field(default_factory=DaemonSettings, metadata={"why": "See below.", "unit": ""})
    features: FeatureSettings = field(
        default_factory=FeatureSettings, metadata={"why": "See below.", "unit": ""}
    )


def read_settings(table: Mapping[str, object], *, source: str) -> Settings:
    """The settings in `table` (the content of `[tool.hardwon]`); what is missing has its default.

    `source` names the file in errors. Raises `BadSetting`.
    """
    return _read(Settings, table, source=source, prefix="tool.hardwon")


def _read(kind: type[_T], table: Mapping[str, object], *, source: str, prefix: str) -> _T:
    hints = get_type_hints(kind)
    names = {f.name.replace("_", "-"): f.name for f in fields(cast(Any, kind))}
    bounds = {f.name: (f.metadata.get("least", 0), f.metadata.get("most")) for f in fields(cast(Any, kind))}
    values: dict[str, object] = {}
    for key, value in table.items():
        if key not in names:
            near = get_close_matches(key, names, n=1)
            hint = f"did you mean `{near[0]}`?" if near else f"it knows {', '.join(sorted(names))}"
            raise BadSetting(f"{source}: [{prefix}] has no setting `{key}`", next_step=hint)
        values[names[key]] = _value(hints[names[key]], value, source=source, name=f"{prefix}.{key}")
        least, most = bounds[names[key]]
        if isinstance(value, int) and (value < least or (most is not None and value > most)):
            step = f"write a number from {least} to {most}" if most is not None else f"write {least} or more"
            raise BadSetting(f"{source}: {prefix}.{key} is {value}", next_step=step)
    return kind(**values)


def _value(hint: Any, value: object, *, source: str, name: str) -> object:
    if isinstance(hint, type) and hasattr(hint, "__dataclass_fields__"):
        if isinstance(value, Mapping):
            return _read(hint, value, source=source, prefix=name)
        raise BadSetting(f"{source}: {name} is not a table", next_step=f"write it as [{name}]")
    origin = get_origin(hint)
    if origin is tuple:
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise BadSetting(f"{source}: {name} is not a list of strings", next_step=f'write {name} = ["..."]')
    if origin is not None:
        if isinstance(value, Mapping):
            inner = get_args(hint)[1]
            return {
                key: _value(inner, item, source=source, name=f"{name}.{key}") for key, item in value.items()
            }
        raise BadSetting(f"{source}: {name} is not a table", next_step=f"write it as [{name}]")
    if isinstance(value, hint) and not (hint is int and isinstance(value, bool)):
        return value
    raise BadSetting(
        f"{source}: {name} is {json.dumps(value, default=str)}, not {_WORDS[hint]}",
        next_step=f"write {_WORDS[hint]}",
    )
