import html

from wiki.models import Article
from wiki.storage import session_factory


class Missing(LookupError):
    pass


async def render_article(slug: str) -> str:
    async with session_factory() as session:
        article = await session.get(Article, slug)
        if article is None:
            raise Missing(slug)
    heading = f"<h1>{html.escape(article.title)}</h1>"
    return heading + html.escape(article.body)  # here
