from fastapi import APIRouter

from .deps import CurrentUser, Db
from .models import Article, Banner

router = APIRouter()


@router.post("/articles/{article_id}/publish")
def publish(article_id: int, db: Db, current_user: CurrentUser) -> dict[str, str]:
    article = db.get_one(Article, article_id)
    article.published = True  # here: warning
    db.commit()
    return {"published_by": current_user.email}


@router.post("/articles/{article_id}/rename")
def rename(article_id: int, title: str, db: Db, current_user: CurrentUser) -> None:
    article = db.get_one(Article, article_id)
    article.title = title
    article.updated_by_id = current_user.id
    db.commit()


@router.post("/articles/{article_id}/view")
def view(article_id: int, db: Db) -> int:
    article = db.get_one(Article, article_id)
    article.views += 1
    db.commit()
    return article.views


@router.put("/banners/{banner_id}")
def change_banner(banner_id: int, text: str, db: Db, current_user: CurrentUser) -> None:
    db.get_one(Banner, banner_id).text = text
    db.commit()
