import httpx


async def send(phone: str, text: str) -> bool:
    async with httpx.AsyncClient(base_url="https://sms.example.com") as client:
        return (await client.post("/send", json={"to": phone, "text": text})).is_success
