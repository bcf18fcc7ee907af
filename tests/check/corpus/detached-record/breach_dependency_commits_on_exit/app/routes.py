from fastapi import APIRouter, BackgroundTasks, Depends, HTTPException
from sqlalchemy.ext.asyncio import AsyncSession

from app.db import Booking, session_dependency
from app.mailer import mailer

router = APIRouter()


@router.delete("/bookings/{booking_id}", status_code=204)
async def cancel(
    booking_id: int,
    background: BackgroundTasks,
    session: AsyncSession = Depends(session_dependency),
) -> None:
    booking = await session.get(Booking, booking_id)
    if booking is None:
        raise HTTPException(404)
    booking.cancelled = True
    background.add_task(mailer.cancellation, booking)  # here
