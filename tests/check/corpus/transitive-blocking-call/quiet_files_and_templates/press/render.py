from functools import lru_cache

from jinja2 import Environment, FileSystemLoader

from press.store import load


@lru_cache
def environment() -> Environment:
    return Environment(loader=FileSystemLoader("templates"), autoescape=True)


def render_article(slug: str) -> str:
    return environment().get_template("article.html").render(article=load(slug))
