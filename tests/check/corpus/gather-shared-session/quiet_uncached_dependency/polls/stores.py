from sqlalchemy import func, select

from .db import Comment, OwnSession, Vote


class Votes:
    def __init__(self, session: OwnSession) -> None:
        self.session = session

    async def by_choice(self, poll: str) -> dict[str, int]:
        query = select(Vote.choice, func.count()).where(Vote.poll == poll).group_by(Vote.choice)
        return dict((await self.session.execute(query)).tuples().all())


class Comments:
    def __init__(self, session: OwnSession) -> None:
        self.session = session

    async def texts(self, poll: str) -> list[str]:
        return list(await self.session.scalars(select(Comment.text).where(Comment.poll == poll)))
