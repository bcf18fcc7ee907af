"""Errors, ids, the clock, the places of a repository and its frozen configuration."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hardwon.core.clock import Clock as Clock
    from hardwon.core.clock import SystemClock as SystemClock
    from hardwon.core.clock import iso as iso
    from hardwon.core.clock import parse_iso as parse_iso
    from hardwon.core.errors import HardwonError as HardwonError
    from hardwon.core.ids import new_id as new_id
    from hardwon.core.interrupts import HeldInterrupts as HeldInterrupts
    from hardwon.core.interrupts import hold_interrupts as hold_interrupts
    from hardwon.core.interrupts import lose_no_interrupt as lose_no_interrupt
    from hardwon.core.markers import SECTION_BEGIN as SECTION_BEGIN
    from hardwon.core.markers import SECTION_END as SECTION_END
    from hardwon.core.places import NoRepository as NoRepository
    from hardwon.core.places import Places as Places
    from hardwon.core.places import find_places as find_places
    from hardwon.core.settings import BadSetting as BadSetting
    from hardwon.core.settings import CheckSettings as CheckSettings
    from hardwon.core.settings import FeatureSettings as FeatureSettings
    from hardwon.core.settings import ModelSettings as ModelSettings
    from hardwon.core.settings import Settings as Settings
    from hardwon.core.settings import read_settings as read_settings
    from hardwon.core.tokens import count_tokens as count_tokens

# Lazy (PEP 562), and without `typing`: an agent's hook has 50 ms for all it does.
_PLACES = {
    "clock": "Clock SystemClock iso parse_iso",
    "errors": "HardwonError",
    "ids": "new_id",
    "interrupts": "HeldInterrupts hold_interrupts lose_no_interrupt",
    "markers": "SECTION_BEGIN SECTION_END",
    "places": "NoRepository Places find_places",
    "settings": "BadSetting CheckSettings FeatureSettings ModelSettings Settings read_settings",
    "tokens": "count_tokens",
}
_HOMES = {name: module for module, names in _PLACES.items() for name in names.split()}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
