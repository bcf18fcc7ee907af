import httpx

from .aio import run_sync

LABELS = ("ok", "spam", "abuse")


async def classify(text: str) -> str:
    async with httpx.AsyncClient(base_url="http://classifier:9000") as http:
        answer = await http.post("/predict", json={"text": text, "labels": LABELS})
        return answer.json()["label"]


def is_acceptable(text: str) -> bool:
    return run_sync(classify(text)) == "ok"
