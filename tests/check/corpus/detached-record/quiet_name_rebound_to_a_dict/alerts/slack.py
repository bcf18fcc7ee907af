import httpx


async def post_alert(alert: dict) -> None:
    alert["text"] = alert["text"].strip()
    async with httpx.AsyncClient() as client:
        await client.post("https://hooks.slack.example.com/x", json=alert)
