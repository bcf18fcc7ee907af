from openai import AsyncOpenAI

client = AsyncOpenAI()


async def get_reply(messages: list[dict[str, str]]) -> str:
    answer = await client.chat.completions.create(model="small", messages=messages)
    return answer.choices[0].message.content or ""


async def get_summary(text: str, so_far: str) -> str:
    prompt = f"Summary so far: {so_far}\n\nNext part: {text}\n\nWrite the new summary."
    return await get_reply([{"role": "user", "content": prompt}])
