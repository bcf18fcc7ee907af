from datetime import datetime, timezone

from playlist.db import Playlist, async_session


class PlaylistNotFound(LookupError):
    pass


class PlaylistService:
    def __init__(self) -> None:
        self._sessions = async_session

    async def create(self, name: str) -> int:
        async with self._sessions() as session:
            playlist = Playlist(name=name)
            playlist.public = name.startswith("public:")
            session.add(playlist)
            await session.commit()
            await session.refresh(playlist)
            return playlist.id

    async def append(self, playlist_id: int, track: str) -> None:
        async with self._sessions.begin() as session:
            playlist = await session.get(Playlist, playlist_id)
            if playlist is None:
                raise PlaylistNotFound(playlist_id)
            playlist.tracks = [*playlist.tracks, track]
            playlist.updated_at = datetime.now(timezone.utc)

    async def clear(self, playlist_id: int) -> None:
        async with self._sessions.begin() as session:
            if (playlist := await session.get(Playlist, playlist_id)) is None:
                raise PlaylistNotFound(playlist_id)
            playlist.tracks = []  # here: warning

    async def delete(self, playlist_id: int) -> None:
        async with self._sessions.begin() as session:
            await session.delete(await session.get_one(Playlist, playlist_id))
