"""Identifiers that sort by the time they were made."""

import os
from collections.abc import Callable

from hardwon.core.clock import Clock

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def _random_bits(count: int) -> int:
    # As `secrets.randbits`, which costs a hook 5 ms to import.
    size = (count + 7) // 8
    return int.from_bytes(os.urandom(size), "big") >> (size * 8 - count)


def new_id(clock: Clock, random_bits: Callable[[int], int] = _random_bits) -> str:
    """20 lower-case characters: 10 of milliseconds since 1970, 10 of chance (50 bits).

    Crockford's base 32, so an id is a file name, a URL part and a word that one can read out.
    """
    number = (int(clock.now().timestamp() * 1000) << 50) | random_bits(50)
    return "".join(_ALPHABET[(number >> shift) & 31] for shift in range(95, -1, -5))
