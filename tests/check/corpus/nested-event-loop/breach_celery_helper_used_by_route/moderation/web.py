from fastapi import FastAPI, HTTPException

from moderation.comments import NewComment
from moderation.tasks import recheck

app = FastAPI()


@app.post("/comments", status_code=201)
async def post_comment(comment: NewComment) -> dict[str, str]:
    try:
        accepted = comment.checked()
    except ValueError as error:
        raise HTTPException(422, str(error)) from error
    return {"text": accepted.text}


@app.post("/comments/{comment_id}/recheck", status_code=202)
async def recheck_comment(comment_id: int, text: str) -> dict[str, str]:
    task = recheck.delay(comment_id, text)
    return {"task": task.id}
