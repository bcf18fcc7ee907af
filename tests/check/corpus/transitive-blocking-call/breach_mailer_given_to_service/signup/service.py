import secrets
from dataclasses import dataclass, field

from signup.ports import MemoryMailer, SmtpMailer


@dataclass
class SignupService:
    mailer: SmtpMailer
    pending: dict[str, str] = field(default_factory=dict)

    async def register(self, email: str) -> str:
        token = secrets.token_urlsafe(16)
        self.pending[token] = email
        self.mailer.send(email, "Welcome", f"Confirm with {token}")  # here
        return token

    async def confirm(self, token: str) -> bool:
        return self.pending.pop(token, None) is not None


@dataclass
class DemoSignup:
    mailer: MemoryMailer

    async def register(self, email: str) -> str:
        self.mailer.send(email, "Welcome", "Nothing to confirm in the demo")
        return "demo"
