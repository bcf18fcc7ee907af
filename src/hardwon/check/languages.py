"""The languages that ast-grep speaks: their names, and the files that are written in them."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from hardwon.core import HardwonError


class UnknownLanguage(HardwonError):
    """A name that stands for no language of ast-grep."""


# By the name that ast-grep knows (it ends the process's thread with a panic at any other): further names,
# and the endings of files, the usual one first.
_LANGUAGES: dict[str, tuple[str, str]] = {
    "bash": ("sh shell zsh", ".sh .bash .zsh .bats"),
    "c": ("", ".c .h"),
    "cpp": ("c++ cc cxx", ".cpp .cc .cxx .hpp .hh .hxx .cu .ino"),
    "csharp": ("cs c#", ".cs"),
    "css": ("", ".css"),
    "dart": ("", ".dart"),
    "elixir": ("ex", ".ex .exs"),
    "go": ("golang", ".go"),
    "haskell": ("hs", ".hs"),
    "hcl": ("terraform tf", ".tf .hcl .tfvars"),
    "html": ("htm", ".html .htm .xhtml"),
    "java": ("", ".java"),
    "javascript": ("js jsx mjs cjs", ".js .jsx .mjs .cjs"),
    "json": ("", ".json"),
    "kotlin": ("kt", ".kt .kts .ktm"),
    "lua": ("", ".lua"),
    "markdown": ("md", ".md .markdown"),
    "nix": ("", ".nix"),
    "php": ("", ".php"),
    "python": ("py python3", ".py .pyi"),
    "ruby": ("rb", ".rb .rbw .gemspec"),
    "rust": ("rs", ".rs"),
    "scala": ("", ".scala .sc .sbt"),
    "solidity": ("sol", ".sol"),
    "swift": ("", ".swift"),
    "tsx": ("", ".tsx"),
    "typescript": ("ts mts cts", ".ts .mts .cts"),
    "yaml": ("yml", ".yaml .yml"),
    "zig": ("", ".zig"),
}
_BY_NAME = {
    name: language for language, (others, _) in _LANGUAGES.items() for name in (language, *others.split())
}


@dataclass(frozen=True, slots=True)
class Language:
    """A language by ast-grep's own word, with the endings of its files, the usual one first."""

    name: str
    endings: tuple[str, ...]


def find_language(called: str) -> Language:
    """The language that goes by the name `called`, in any case. Raises `UnknownLanguage`."""
    name = _BY_NAME.get(called.strip().casefold())
    if name is not None:
        return Language(name, tuple(_LANGUAGES[name][1].split()))
    near = get_close_matches(called.casefold(), _BY_NAME, n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"it knows {', '.join(_LANGUAGES)}"
    raise UnknownLanguage(f"ast-grep knows no language `{called}`", next_step=hint)


def language_of(path: str) -> str | None:
    """The language of the file at `path`, by its ending; None for one that ast-grep does not know."""
    ending = path[path.rfind(".") :]
    return next((name for name, (_, endings) in _LANGUAGES.items() if ending in endings.split()), None)
