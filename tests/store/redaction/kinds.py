"""All kinds of secrets of the corpus, and where each is planted."""

from collections.abc import Iterator
from urllib.parse import quote

from tests.store.redaction.blocks import BLOCKS
from tests.store.redaction.chance import Make, Planted, draw
from tests.store.redaction.settings import SETTINGS
from tests.store.redaction.surroundings import ABOUT, AROUND, Surround
from tests.store.redaction.vendors import VENDORS

KINDS: dict[str, tuple[Make, dict[str, Surround]]] = {
    **{kind: (make, {**AROUND, **ABOUT}) for kind, make in VENDORS.items()},
    **{kind: (make, AROUND) for kind, make in SETTINGS.items()},
    **{kind: (make, AROUND) for kind, make in BLOCKS.items()},
}
SEEDS = range(3)
_WINDOW = 16


def planted(kind: str, seed: int) -> Planted:
    return KINDS[kind][0](draw(f"{kind} {seed}"))


def plantings(kind: str) -> Iterator[tuple[str, str, str]]:
    """The name of a surrounding, the text with the secret in it, and the secret."""
    for seed in SEEDS:
        secret = planted(kind, seed)
        for name, surround in KINDS[kind][1].items():
            yield f"{name} {seed}", surround(secret.text), secret.secret


def is_left(secret: str, text: str) -> bool:
    """Whether the secret, its form in a web address, or a long piece of it, is in `text`."""
    if secret in text or quote(secret, safe="") in text:
        return True
    pieces = (secret[start : start + _WINDOW] for start in range(len(secret) - _WINDOW))
    return len(secret) >= 24 and any(piece in text for piece in pieces)
