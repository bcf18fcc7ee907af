"""What callers without a loop use."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from lexicon.remote import RemoteLexicon

T = TypeVar("T")


def _has_running_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _wait_for(coroutine: Coroutine[Any, Any, T]) -> T:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(coroutine)
    coroutine.close()
    raise RuntimeError("a loop runs here: await RemoteLexicon's methods instead")


class Lexicon:
    def __init__(self, language: str) -> None:
        self._remote = RemoteLexicon(language)

    def define(self, word: str) -> list[str]:
        return _wait_for(self._remote.define(word))


def lookup(language: str, word: str) -> list[str]:
    remote = RemoteLexicon(language)
    if _has_running_loop():
        with ThreadPoolExecutor(max_workers=1) as pool:
            return pool.submit(asyncio.run, remote.define(word)).result()
    return asyncio.run(remote.define(word))
