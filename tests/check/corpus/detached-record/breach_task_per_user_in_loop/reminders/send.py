import aiohttp

from reminders.model import User


async def remind(user: User) -> None:
    payload = {"to": user.email, "plan": user.subscription.plan}
    async with aiohttp.ClientSession() as http:
        await http.post("https://mail.example.com/send", json=payload)
