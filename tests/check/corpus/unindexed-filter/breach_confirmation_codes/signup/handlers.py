from sqlalchemy import func, select
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from signup.domain import Confirmation, Person, async_session


async def confirm(request):
    async with async_session() as session:
        stmt = select(Confirmation).where(Confirmation.code == request.path_params["code"])
        confirmation = (await session.execute(stmt)).scalar_one_or_none()
        if confirmation is None:
            raise HTTPException(404)
        person = await session.get_one(Person, confirmation.person_id)
        person.confirmed = True
        await session.delete(confirmation)
        await session.commit()
    return JSONResponse({"email": person.email})


async def peek(request):
    async with async_session() as session:
        stmt = select(Confirmation.valid_until).where(Confirmation.code == request.query_params["code"])
        return JSONResponse({"valid_until": str(await session.scalar(stmt))})


async def invited(request):
    async with async_session() as session:
        guests = await session.scalars(select(Person).where(Person.invited_by == request.user.display_name))
        return JSONResponse([guest.email for guest in guests])


async def invitations_left(request):
    async with async_session() as session:
        used = await session.scalar(select(func.count()).where(Person.invited_by == request.user.display_name))
    return JSONResponse({"left": max(0, 5 - (used or 0))})
