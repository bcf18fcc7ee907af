from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request

from docsvc.dao import DocumentDao

router = APIRouter(prefix="/p/{slug}/d")


async def dao(request: Request):
    async with request.app.state.session_factory() as session:
        yield DocumentDao(session)


Dao = Annotated[DocumentDao, Depends(dao)]


@router.get("/{number}")
async def read(slug: str, number: int, documents: Dao):
    doc_id = f"{slug}-{number}"  # here
    document = await documents.fetch(doc_id)
    if document is None:
        raise HTTPException(404, detail=f"no document {slug}-{number}")
    return {"title": document.title}


@router.get("/{number}/id")
async def identity(slug: str, number: int, documents: Dao):
    document = await documents.fetch_numbered(await documents.project(slug), number)
    if document is None:
        raise HTTPException(404)
    return {"id": document.id, "label": f"{slug}-{number}"}


@router.get("/by-id/{doc_id}")
async def by_id(doc_id: str, documents: Dao):
    document = await documents.fetch(doc_id)
    return {"title": document.title if document else None}
