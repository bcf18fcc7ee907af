from datetime import UTC, datetime

from fastapi import APIRouter, HTTPException, status
from sqlalchemy import select

from .db import DbSession
from .models import Comment, Ticket

router = APIRouter(prefix="/tickets")


@router.post("/{ticket_id}/close", status_code=status.HTTP_204_NO_CONTENT)
async def close_ticket(ticket_id: int, session: DbSession) -> None:
    ticket = await session.get(Ticket, ticket_id)
    if ticket is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND)
    ticket.state = "closed"  # here: warning
    ticket.priority = 5
    await session.commit()


@router.post("/{ticket_id}/reopen", status_code=status.HTTP_204_NO_CONTENT)
async def reopen_ticket(ticket_id: int, session: DbSession) -> None:
    ticket = await session.get(Ticket, ticket_id)
    if ticket is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND)
    ticket.state = "open"
    ticket.priority = 3
    ticket.updated_at = datetime.now(UTC)
    await session.commit()


@router.put("/{ticket_id}/comments/{comment_id}")
async def edit_comment(ticket_id: int, comment_id: int, body: str, session: DbSession) -> dict[str, int]:
    statement = select(Comment).where(Comment.id == comment_id, Comment.ticket_id == ticket_id)
    comment = (await session.scalars(statement)).one()
    comment.body = body
    await session.commit()
    return {"id": comment.id}
