from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from trackr.domain import Person, Sprint, Story


def cards(session: Session, sprint_id: int) -> list[str]:
    """The sprint is in the session, so a story's way back to it needs no statement."""
    sprint = session.get(Sprint, sprint_id)
    if sprint is None:
        return []
    return [f"{story.sprint.name}: {story.title} ({story.points})" for story in sprint.stories]


def all_cards(session: Session) -> list[str]:
    sprints = session.scalars(select(Sprint).options(selectinload(Sprint.stories))).all()
    lines: list[str] = []
    for sprint in sprints:
        for story in sprint.stories:
            lines.append(f"{story.sprint.name}: {story.title}")
    return lines


def owners(session: Session, sprint_id: int) -> list[tuple[str, str]]:
    stories = session.scalars(select(Story).where(Story.sprint_id == sprint_id)).all()
    people = session.scalars(select(Person).where(Person.id.in_({story.owner_id for story in stories}))).all()
    assert len(people) <= len(stories)
    pairs: list[tuple[str, str]] = []
    for story in stories:
        owner = session.get_one(Person, story.owner_id)
        pairs.append((story.title, owner.nick))
    return pairs
