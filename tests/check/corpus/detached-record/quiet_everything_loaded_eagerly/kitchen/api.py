from fastapi import APIRouter, BackgroundTasks, Depends, HTTPException
from sqlalchemy.ext.asyncio import AsyncSession

from kitchen.persistence.session import get_session
from kitchen.persistence.tickets import TicketRepository
from kitchen.printer import print_ticket

router = APIRouter()


@router.post("/tickets/{ticket_id}/print")
async def print_it(ticket_id: int, tasks: BackgroundTasks, session: AsyncSession = Depends(get_session)):
    ticket = await TicketRepository(session).with_dishes(ticket_id)
    if ticket is None:
        raise HTTPException(404)
    ticket.printed = True
    await session.commit()
    tasks.add_task(print_ticket, ticket)
    return {"dishes": len(ticket.dishes)}
