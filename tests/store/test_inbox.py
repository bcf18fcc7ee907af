import threading

import pytest

from hardwon.store import StoreClosed
from hardwon.store.inbox import Append, Errand, Inbox
from tests.store.stores import said

MANY = Append((said(1),) * 60_000)
FEW = Append((said(2),))


def test_a_full_queue_takes_no_more_until_there_is_room() -> None:
    inbox = Inbox()
    assert inbox.put(MANY) is True
    assert inbox.put(FEW, wait=False) is False
    waiting = threading.Thread(target=inbox.put, args=(FEW,))
    waiting.start()
    assert inbox.take() == [MANY]
    waiting.join(30)
    assert inbox.take() == [FEW]


def test_the_writer_itself_is_never_kept_waiting() -> None:
    inbox = Inbox()
    inbox.put(MANY)
    inbox.force(FEW)
    assert inbox.take() == [MANY]
    assert inbox.take() == [FEW]


def test_an_errand_is_done_alone_and_in_turn() -> None:
    inbox, errand = Inbox(), Errand(lambda _: None)
    for item in (FEW, FEW, errand, FEW):
        inbox.put(item)
    assert [inbox.take() for _ in range(3)] == [[FEW, FEW], errand, [FEW]]


def test_what_was_queued_before_the_end_is_still_handed_out() -> None:
    inbox = Inbox()
    inbox.put(FEW)
    inbox.close()
    assert inbox.take() == [FEW]
    assert inbox.take() is None
    for put in (inbox.put, inbox.force):
        with pytest.raises(StoreClosed, match="closed"):
            put(FEW)
