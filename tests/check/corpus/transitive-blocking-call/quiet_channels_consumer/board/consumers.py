from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from board.legacy import LegacyBoard


class BoardConsumer(AsyncJsonWebsocketConsumer):
    async def connect(self) -> None:
        self.board = LegacyBoard(self.scope["url_route"]["kwargs"]["name"])
        await self.accept()
        await self.send_json({"posts": await database_sync_to_async(self.board.posts)()})

    async def receive_json(self, content: dict, **kwargs: object) -> None:
        await self.add(content["author"], content["body"])
        await sync_to_async(self.board.reindex, thread_sensitive=False)()
        await self.send_json({"ok": True})

    @database_sync_to_async
    def add(self, author: str, body: str) -> None:
        self.board.add(author, body)
