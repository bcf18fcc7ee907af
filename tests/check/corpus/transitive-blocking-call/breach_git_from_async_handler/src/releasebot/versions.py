import re

from .repository import Checkout

_TAG = re.compile(r"v(\d+)\.(\d+)\.(\d+)")


def next_version(last_tag, *, breaking=False):
    major, minor, patch = map(int, _TAG.fullmatch(last_tag).groups())
    return f"v{major + 1}.0.0" if breaking else f"v{major}.{minor}.{patch + 1}"


def release_line(checkout: Checkout, last_tag: str) -> str:
    return f"{checkout.name} {next_version(last_tag)} ({checkout.head()[:8]})"
