import httpx
from fastapi import FastAPI, HTTPException
from fastapi.responses import RedirectResponse
from sqlmodel import select

from .db import SessionDep
from .models import Link, LinkCreate

app = FastAPI()


def alive(url: str) -> bool:
    return httpx.head(url, follow_redirects=True).is_success


@app.post("/links")
def create_link(body: LinkCreate, session: SessionDep) -> int:
    link = Link.model_validate(body)
    session.add(link)
    session.commit()
    session.refresh(link)
    if alive(body.target):
        link.checked = True  # here
    return link.id


@app.get("/{slug}")
def follow(slug: str, session: SessionDep):
    link = session.exec(select(Link).where(Link.slug == slug)).first()
    if link is None:
        raise HTTPException(404)
    link.clicks += 1
    target = link.target
    session.commit()
    return RedirectResponse(target)


@app.put("/links/{link_id}")
def retarget(link_id: int, body: LinkCreate, session: SessionDep) -> Link:
    link = session.get_one(Link, link_id)
    link.sqlmodel_update(body.model_dump())
    session.commit()
    link.checked = alive(body.target)
    session.commit()
    session.refresh(link)
    return link
