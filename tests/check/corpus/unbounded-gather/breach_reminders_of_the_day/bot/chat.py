import urllib.parse

import aiohttp

API = "https://chat.example.com/bot"


async def send_message(chat_id: int, text: str) -> bool:
    query = urllib.parse.urlencode({"chat_id": chat_id, "text": text})
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{API}/sendMessage?{query}") as response:
            return response.status == 200
