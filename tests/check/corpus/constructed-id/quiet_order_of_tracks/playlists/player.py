import uuid

from sqlmodel import Session

from playlists.models import Track
from playlists.service import PlaylistService


def play(session: Session, track_id: uuid.UUID) -> str:
    track = session.get_one(Track, track_id)
    PlaylistService(session).played(track.id)
    return f"https://audio.example.net/{track.playlist_id}/{track.id}.ogg#{track.place - 1}"
