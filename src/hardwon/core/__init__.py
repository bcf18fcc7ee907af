"""Errors, ids, the clock, the places of a repository and its frozen configuration."""

from hardwon.core.clock import Clock, SystemClock, iso, parse_iso
from hardwon.core.errors import HardwonError
from hardwon.core.ids import new_id
from hardwon.core.interrupts import HeldInterrupts, hold_interrupts, lose_no_interrupt
from hardwon.core.places import NoRepository, Places, find_places
from hardwon.core.settings import BadSetting, CheckSettings, FeatureSettings, Settings, read_settings

__all__ = [
    "BadSetting",
    "CheckSettings",
    "Clock",
    "FeatureSettings",
    "HardwonError",
    "HeldInterrupts",
    "NoRepository",
    "Places",
    "Settings",
    "SystemClock",
    "find_places",
    "hold_interrupts",
    "iso",
    "lose_no_interrupt",
    "new_id",
    "parse_iso",
    "read_settings",
]
