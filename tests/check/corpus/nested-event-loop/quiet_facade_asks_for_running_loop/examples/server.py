from fastapi import FastAPI, HTTPException

from lexicon import Lexicon, lookup

app = FastAPI()
danish = Lexicon("da")


@app.get("/define/{word}")
async def define(word: str) -> list[str]:
    senses = lookup("en", word)
    if not senses:
        raise HTTPException(404)
    return senses


@app.get("/danish/{word}")
async def define_in_danish(word: str) -> list[str]:
    try:
        return danish.define(word)
    except RuntimeError:
        return []
