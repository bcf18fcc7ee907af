from typing import Annotated

from fastapi import Body, FastAPI

from translate.service import Translator

app = FastAPI(title="translate")


@app.post("/{target}/document")
async def document(target: str, text: Annotated[str, Body(media_type="text/plain")]) -> str:
    parts = [part for part in text.split("\n\n") if part.strip()]
    return "\n\n".join(await Translator(target).paragraphs(parts))


@app.post("/{target}/captions")
async def captions(target: str, captions: list[str]) -> list[str]:
    return await Translator(target).captions(captions)
