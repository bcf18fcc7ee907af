from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from accounts.models import Account


@dataclass
class AccountService:
    session: Session

    def by_email(self, email: str) -> Account | None:
        return self.session.scalar(select(Account).where(func.lower(Account.email) == email.lower()))

    def email_taken(self, email: str) -> bool:
        return self.session.scalar(select(Account.id).where(func.lower(Account.email) == email.lower())) is not None

    def by_handle(self, handle: str) -> Account | None:
        return self.session.scalar(select(Account).where(Account.handle == handle))

    def email_of(self, handle: str) -> str | None:
        return self.session.scalar(select(Account.email).where(Account.handle == handle))

    def in_group(self, group: str) -> list[Account]:
        return list(self.session.scalars(select(Account).where(Account.groups.contains([group]))))

    def in_any(self, groups: list[str]) -> list[Account]:
        return list(self.session.scalars(select(Account).where(Account.groups.overlap(groups))))

    def with_settings(self, settings: dict) -> list[Account]:
        return list(self.session.scalars(select(Account).where(Account.settings.contains(settings))))

    def with_beta(self) -> list[Account]:
        return list(self.session.scalars(select(Account).where(Account.settings.has_key("beta"))))

    def newest(self, limit: int) -> list[Account]:
        return list(self.session.scalars(select(Account).order_by(Account.joined_at.desc()).limit(limit)))

    def since(self, moment: datetime) -> list[Account]:
        return list(self.session.scalars(select(Account).where(Account.joined_at >= moment)))
