"""The store's own fixtures: figures follow a journal on either database."""

from tests.store.conftest import make_database, places, server, store

__all__ = ["make_database", "places", "server", "store"]
