from litestar import Litestar, post

from grading.service import publish
from grading.tasks import grade_paper, grading_chain


@post("/papers/{paper_id:int}/grade")
async def start(paper_id: int, student: str) -> dict[str, str]:
    return {"task": grading_chain(paper_id, student).apply_async().id}


@post("/papers/{paper_id:int}/regrade")
async def regrade(paper_id: int) -> dict[str, str]:
    return {"task": grade_paper.apply_async((paper_id,), queue="slow").id}


@post("/students/{student:str}/points")
async def set_points(student: str, points: int) -> None:
    await publish(student, points)


app = Litestar([start, regrade, set_points])
