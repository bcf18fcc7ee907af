import uuid

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from playlists.models import Playlist, Track


class PlaylistService:
    def __init__(self, session: Session) -> None:
        self.session = session

    def next_place(self, playlist_id: uuid.UUID) -> int:
        last = self.session.exec(select(func.max(Track.place)).where(Track.playlist_id == playlist_id)).one()
        return (last or 0) + 1

    def add(self, playlist_id: uuid.UUID, song: str) -> Track:
        playlist = self.session.get_one(Playlist, playlist_id)
        track = Track(playlist_id=playlist.id, place=self.next_place(playlist.id), song=song)
        playlist.revision = playlist.revision + 1
        self.session.add(track)
        self.session.commit()
        return track

    def swap_with_next(self, track_id: uuid.UUID) -> None:
        track = self.session.get_one(Track, track_id)
        other = self.session.exec(
            select(Track).where(Track.playlist_id == track.playlist_id, Track.place == track.place + 1)
        ).first()
        if other is not None:
            track.place, other.place = other.place, track.place
            self.session.commit()

    def played(self, track_id: uuid.UUID) -> None:
        self.session.exec(update(Track).where(col(Track.id) == track_id).values(plays=Track.plays + 1))
        self.session.commit()

    def copy(self, playlist_id: uuid.UUID) -> uuid.UUID:
        original = self.session.get_one(Playlist, playlist_id)
        copied = Playlist(id=uuid.uuid4(), title=f"{original.title} (copy)")
        self.session.add(copied)
        self.session.flush()
        for number, track in enumerate(original.tracks):
            self.session.add(Track(playlist_id=copied.id, place=number + 1, song=track.song))
        self.session.commit()
        return copied.id
