import secrets

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from auth.db import get_session
from auth.models import Account, LoginAttempt
from auth.passwords import verify

router = APIRouter()


@router.post("/login")
async def login(
    request: Request,
    email: str = Form(),
    password: str = Form(),
    session: AsyncSession = Depends(get_session),
) -> dict[str, str]:
    account = await session.scalar(select(Account).where(Account.email == email))
    if account is None:
        attempt = LoginAttempt(email=email, address=request.client.host)  # here
        attempt.reason = "no such account"
        await session.commit()
        raise HTTPException(401)
    if not verify(password, account.password_hash):
        account.failures += 1
        attempt = LoginAttempt(email=email, address=request.client.host, reason="wrong password")
        session.add(attempt)
        await session.commit()
        raise HTTPException(401)
    account.failures = 0
    session.add(LoginAttempt(email=email, address=request.client.host))
    await session.commit()
    return {"token": secrets.token_urlsafe()}
