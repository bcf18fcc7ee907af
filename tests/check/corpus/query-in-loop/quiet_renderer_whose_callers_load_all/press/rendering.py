"""Draws articles that somebody else has read; it knows no session."""

from collections.abc import Iterable

from press.model import Article


def render(articles: Iterable[Article]) -> str:
    parts = []
    for article in articles:
        byline = ", ".join(writer.name for writer in article.writers)
        parts.append(f"<article><h2>{article.headline}</h2><p>{byline} in {article.section.name}</p></article>")
    return "\n".join(parts)
