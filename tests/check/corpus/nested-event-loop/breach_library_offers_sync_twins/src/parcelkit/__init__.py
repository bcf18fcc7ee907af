"""A client library for parcel carriers; every function has an async and a sync form."""

from parcelkit.asynchronous import quote, track
from parcelkit.synchronous import quote_sync, track_sync

__all__ = ["quote", "quote_sync", "track", "track_sync"]
