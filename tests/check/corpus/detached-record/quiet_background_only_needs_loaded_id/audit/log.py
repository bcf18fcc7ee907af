from audit.db import AuditEntry, User, sessionmaker


async def write_entry(user: User, action: str) -> None:
    async with sessionmaker.begin() as session:
        session.add(AuditEntry(user_id=user.id, action=f"{user.name}: {action}"))
