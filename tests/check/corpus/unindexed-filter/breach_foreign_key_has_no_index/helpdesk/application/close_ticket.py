from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.persistence.mapping import Reply, Ticket


async def close_ticket(session: AsyncSession, ticket_id: int) -> bool:
    ticket = await session.scalar(select(Ticket).where(Ticket.id == ticket_id).with_for_update())
    answered = await session.scalar(select(Reply.id).where(Reply.ticket_id == ticket_id).limit(1))
    if ticket is None or answered is None:
        return False
    ticket.subject = f"[closed] {ticket.subject}"
    await session.commit()
    return True
