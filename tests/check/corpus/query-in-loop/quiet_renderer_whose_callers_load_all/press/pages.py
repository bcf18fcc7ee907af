from sqlalchemy import select
from sqlalchemy.orm import Load, Session, selectinload

from press.model import Article
from press.rendering import render


def front_page(session: Session) -> str:
    eager = Load(Article).selectinload(Article.writers), Load(Article).joinedload(Article.section)
    return render(session.scalars(select(Article).options(*eager).order_by(Article.id.desc()).limit(12)))


def section_page(session: Session, section_id: int) -> str:
    articles = session.scalars(
        select(Article)
        .where(Article.section_id == section_id)
        .options(selectinload(Article.writers), selectinload(Article.section))
    ).all()
    return render(articles)


def single(session: Session, article_id: int) -> str:
    article = session.get_one(Article, article_id)
    session.refresh(article, ["writers", "section"])
    return render([article])
