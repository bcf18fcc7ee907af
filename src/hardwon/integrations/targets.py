"""The kinds of files that init writes, each with the way back."""

from dataclasses import dataclass
from typing import Protocol

from hardwon.integrations import claude_settings, configuration, precommit
from hardwon.integrations.seals import Seal, read_seal, same_text
from hardwon.integrations.sections import Style, cut_section, find_section, put_section
from hardwon.lessons import Written

YOURS = "yours, kept; --all removes it"


@dataclass(frozen=True, slots=True)
class Result:
    """The file's bytes afterwards (None: no file), and what a person should know."""

    after: bytes | None
    note: str = ""


class Target(Protocol):
    """One file of the repository that init writes, wholly or in part; `path` is relative to it, with `/`."""

    @property
    def path(self) -> str: ...

    def install(self, before: bytes | None) -> Result:
        """The file with hardwon's part, as of now; idempotent. Raises `BrokenMarkers`, `NotText`."""
        ...

    def take_back(self, before: bytes | None, *, everything: bool) -> Result:
        """The file without hardwon's part; `everything` takes what a person wrote into that part too.

        Raises `BrokenMarkers`.
        """
        ...


@dataclass(frozen=True, slots=True)
class SectionFile:
    """A file with a managed section, made for it where there is none; the section is renewed each time."""

    path: str
    style: Style
    body: str = ""

    def install(self, before: bytes | None) -> Result:
        return Result(put_section(before, self.style, self.body, path=self.path))

    def take_back(self, before: bytes | None, *, everything: bool) -> Result:
        section = find_section(before or b"", self.style, path=self.path)
        if before is None or section is None:
            return Result(before)
        return Result(cut_section(before, section, self.style))


@dataclass(frozen=True, slots=True)
class StaleSection:
    """A file whose section has nothing to say any more: init takes it back, too."""

    path: str

    def install(self, before: bytes | None) -> Result:
        return self.take_back(before, everything=False)

    def take_back(self, before: bytes | None, *, everything: bool) -> Result:
        return SectionFile(self.path, Style.MARKDOWN).take_back(before, everything=everything)


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file that is hardwon's as long as its seal holds: then it is renewed, and taken back."""

    path: str
    data: bytes = b""

    def install(self, before: bytes | None) -> Result:
        if before is None or read_seal(before) is Seal.INTACT:
            return Result(self.data)
        foreign = read_seal(before) is Seal.FOREIGN
        return Result(before, "it was there already and is not hardwon's; left as it is" if foreign else "")

    def take_back(self, before: bytes | None, *, everything: bool) -> Result:
        if before is None or read_seal(before) is Seal.FOREIGN:
            return Result(before)
        if everything or read_seal(before) is Seal.INTACT:
            return Result(None)
        return Result(before, f"changed since init wrote it: {YOURS}")


@dataclass(frozen=True, slots=True)
class StarterFile:
    """A file that is a person's as soon as it is there: never written over, taken back only if untouched."""

    path: str
    data: bytes

    def install(self, before: bytes | None) -> Result:
        return Result(self.data if before is None else before)

    def take_back(self, before: bytes | None, *, everything: bool) -> Result:
        if before is None or everything or same_text(before, self.data):
            return Result(None)
        return Result(before, f"changed since init wrote it: {YOURS}")


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file that a pack which ships has brought, in whatever version; taken back if it is as it came."""

    path: str
    written: Written
    inner: str  # the path in `.hardwon`, by which the pack knows it

    def install(self, before: bytes | None) -> Result:
        return Result(before)

    def take_back(self, before: bytes | None, *, everything: bool) -> Result:
        if before is None or everything or self.written.fits(before, self.inner):
            return Result(None)
        return Result(before, f"changed since its pack brought it: {YOURS}")


@dataclass(frozen=True, slots=True)
class PinsFile:
    """`.hardwon/packs.yaml`; `rest` are its bytes without the packs that ship."""

    path: str
    rest: bytes | None

    def install(self, before: bytes | None) -> Result:
        return Result(before)

    def take_back(self, before: bytes | None, *, everything: bool) -> Result:
        if everything or self.rest is None:
            return Result(None)
        return Result(self.rest, "imported packs, kept: `hardwon lessons packs --remove NAME` takes one back")


@dataclass(frozen=True, slots=True)
class HookFile:
    """`.pre-commit-config.yaml`."""

    path: str = precommit.CONFIG

    def install(self, before: bytes | None) -> Result:
        match precommit.add_hook(before):
            case precommit.HookAdded(data):
                return Result(data, self._service(data))
            case precommit.HookThere():
                return Result(before, self._service(before or b""))
            case precommit.HookRefused(why):
                return Result(before, f"left as it is: {why}; {precommit.BY_HAND}")

    def take_back(self, before: bytes | None, *, everything: bool) -> Result:
        if before is None:
            return Result(None)
        others = precommit.foreign_hooks(before)
        if others and not everything:
            which = f"your hooks {', '.join(others)} stand between hardwon's markers"
            return Result(before, f"kept: {which}; move them out, then uninstall again")
        return Result(precommit.take_hook(before))

    @staticmethod
    def _service(data: bytes) -> str:
        if not precommit.runs_nothing_local(data):
            return ""
        skip = f"skip: [{precommit.HOOK_ID}, {precommit.SYNC_ID}]"
        return f"pre-commit.ci cannot run local hooks: write `{skip}` under `ci:`"


@dataclass(frozen=True, slots=True)
class AgentSettingsFile:
    """`.claude/settings.json`, with the hooks of Claude Code."""

    path: str = claude_settings.SETTINGS

    def install(self, before: bytes | None) -> Result:
        match claude_settings.add_hooks(before):
            case claude_settings.HooksAdded(data):
                return Result(data)
            case claude_settings.HooksThere():
                return Result(before)
            case claude_settings.HooksRefused(why):
                step = "mend it and run init again, or take the plugin (`hardwon init --plugin DIR`)"
                return Result(before, f"left as it is: {why}; for hooks {step}")

    def take_back(self, before: bytes | None, *, everything: bool) -> Result:
        return Result(None if before is None else claude_settings.take(before))


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """`pyproject.toml` or `hardwon.toml`."""

    path: str

    def install(self, before: bytes | None) -> Result:
        match configuration.add_table(before, path=self.path):
            case configuration.TableAdded(data):
                return Result(data)
            case configuration.TableThere():
                return Result(before)
            case configuration.TableRefused(why):
                return Result(before, f"left as it is: {why}; hardwon works with its defaults")

    def take_back(self, before: bytes | None, *, everything: bool) -> Result:
        if before is None:
            return Result(None)
        match configuration.take_table(before, path=self.path, everything=everything):
            case configuration.TableTaken(data):
                return Result(data)
            case configuration.TableKept(data, settings):
                return Result(data, f"kept: [tool.hardwon] holds your settings {', '.join(settings)}")
