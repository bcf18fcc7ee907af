import datetime as dt

from sqlalchemy.orm import Session

from permits.entities import Clerk, Permit


class PermitService:
    def __init__(self, session: Session) -> None:
        self.session = session

    def extend(self, permit_id: int, days: int, user: Clerk) -> None:
        permit = self.session.get(Permit, permit_id)
        permit.valid_until += dt.timedelta(days=days)
        permit.updated_by = user.id
        self.session.commit()

    def transfer(self, permit_id: int, holder: str, user: Clerk) -> str:
        permit = self.session.get(Permit, permit_id)
        permit.holder = holder  # here: warning
        self.session.commit()
        return f"{user.name} gave permit {permit_id} to {holder}"

    def expire(self, today: dt.date) -> int:
        permits = self.session.query(Permit).filter(Permit.valid_until < today).all()
        for permit in permits:
            permit.valid_until = None
        self.session.commit()
        return len(permits)
