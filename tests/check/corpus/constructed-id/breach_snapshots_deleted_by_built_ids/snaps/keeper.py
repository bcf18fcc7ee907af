from sqlalchemy import delete, func
from sqlmodel import Session, select

from snaps.tables import Snapshot, Volume


class Keeper:
    def __init__(self, session: Session, keep: int = 3) -> None:
        self.session = session
        self.keep = keep

    def take(self, volume: Volume, size: int) -> Snapshot:
        newest = self.session.exec(select(func.max(Snapshot.generation)).where(Snapshot.volume_id == volume.id)).one()
        snapshot = Snapshot(volume_id=volume.id, generation=(newest or 0) + 1, bytes=size)
        self.session.add(snapshot)
        self.session.commit()
        return snapshot

    def drop_one(self, volume: Volume, generation: int) -> None:
        snapshot_id = "snap-" + str(volume.id) + "-" + str(generation)  # here
        self.session.exec(delete(Snapshot).where(Snapshot.id == snapshot_id))
        self.session.commit()

    def drop_old(self, volume: Volume) -> None:
        newest = self.session.exec(select(func.max(Snapshot.generation)).where(Snapshot.volume_id == volume.id)).one()
        oldest_kept = (newest or 0) - self.keep
        self.session.exec(
            delete(Snapshot).where(Snapshot.volume_id == volume.id, Snapshot.generation < oldest_kept)
        )
        self.session.commit()

    def drop(self, snapshot_ids: list[str]) -> None:
        self.session.exec(delete(Snapshot).where(Snapshot.id.in_(snapshot_ids)))
        self.session.commit()
