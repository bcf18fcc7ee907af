"""Connecting, transactions, migrations, the journal, the spool, redaction and small caches."""

from importlib import import_module

TYPE_CHECKING = False

if TYPE_CHECKING:
    from hardwon.store.blobs import BlobCache as BlobCache
    from hardwon.store.client import ask as ask
    from hardwon.store.client import send as send
    from hardwon.store.events import Appended as Appended
    from hardwon.store.events import Event as Event
    from hardwon.store.events import NewEvent as NewEvent
    from hardwon.store.events import Projection as Projection
    from hardwon.store.events import Sink as Sink
    from hardwon.store.failures import DiskFull as DiskFull
    from hardwon.store.failures import StoreBusy as StoreBusy
    from hardwon.store.failures import StoreClosed as StoreClosed
    from hardwon.store.failures import StoreDamaged as StoreDamaged
    from hardwon.store.failures import StoreError as StoreError
    from hardwon.store.failures import StoreReadOnly as StoreReadOnly
    from hardwon.store.failures import StoreTooNew as StoreTooNew
    from hardwon.store.failures import StoreUnreachable as StoreUnreachable
    from hardwon.store.journal import Journal as Journal
    from hardwon.store.owner import Owned as Owned
    from hardwon.store.owner import Owner as Owner
    from hardwon.store.owner import OwnerLock as OwnerLock
    from hardwon.store.peephole import glance as glance
    from hardwon.store.reader import JournalReader as JournalReader
    from hardwon.store.record import BadEvent as BadEvent
    from hardwon.store.redaction import Redacted as Redacted
    from hardwon.store.redaction import RedactedValue as RedactedValue
    from hardwon.store.redaction import redact as redact
    from hardwon.store.redaction import redact_value as redact_value
    from hardwon.store.spool import as_lines as as_lines
    from hardwon.store.spool import put_down as put_down
    from hardwon.store.spool import spool_append as spool_append
    from hardwon.store.spool import take_in_spool as take_in_spool

# Lazy (PEP 562): hooks and pre-commit come in here, and importing SQLAlchemy alone takes 0.3 s of CPU.
_PLACES = {
    "blobs": "BlobCache",
    "client": "ask send",
    "events": "Appended Event NewEvent Projection Sink",
    "failures": "DiskFull StoreBusy StoreClosed StoreDamaged StoreError StoreReadOnly StoreTooNew"
    " StoreUnreachable",
    "journal": "Journal",
    "owner": "Owned Owner OwnerLock",
    "peephole": "glance",
    "reader": "JournalReader",
    "record": "BadEvent",
    "redaction": "Redacted RedactedValue redact redact_value",
    "spool": "as_lines put_down spool_append take_in_spool",
}
_HOMES = {name: module for module, names in _PLACES.items() for name in names.split()}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
