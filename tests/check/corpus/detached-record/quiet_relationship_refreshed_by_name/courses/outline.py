from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from courses.models import Course


async def outline(sessions: async_sessionmaker[AsyncSession], course_id: int) -> str:
    async with sessions(expire_on_commit=False) as session:
        course = await session.get(Course, course_id)
        if course is None:
            raise LookupError(course_id)
        await session.refresh(course, attribute_names=["lessons"])
    lines = [course.title]
    lines += [f"{lesson.number}. {lesson.title}" for lesson in course.lessons]
    return "\n".join(lines)
