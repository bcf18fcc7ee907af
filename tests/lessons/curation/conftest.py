"""The store's own fixtures, since candidates follow a journal on either database; and a desk to decide at."""

from collections.abc import Iterator

import pytest

from hardwon.lessons import Candidates, Shelf
from tests.lessons.curation.desk import Desk
from tests.store.conftest import make_database, places, server, store
from tests.store.stores import Store

__all__ = ["desk", "make_database", "places", "server", "store"]


@pytest.fixture
def desk(store: Store) -> Iterator[Desk]:
    root = store.places.root
    with store.open(Candidates()) as journal:
        yield Desk(journal, Shelf(root / ".hardwon/lessons"), root)
