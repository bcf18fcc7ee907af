from sqlmodel import Session, select

from snaps.tables import Snapshot


def lines(session: Session) -> list[str]:
    return [f"snap-{s.volume_id}-{s.generation}\t{s.bytes / 1024:.1f} KiB" for s in session.exec(select(Snapshot))]
