from sqlalchemy.orm import object_session

from forum.cache import cached_topic
from forum.db import Maker, Post, Topic


def pin(topic_id: int) -> None:
    topic = cached_topic(topic_id)
    topic.pinned = True
    with Maker.begin() as session:
        session.merge(topic)


def rename(topic_id: int, title: str) -> None:
    with Maker() as session:
        topic = session.get_one(Topic, topic_id)
    topic.title = title
    with Maker() as session:
        session.add(topic)
        session.commit()


def censor(post_id: int, words: list[str]) -> None:
    with Maker() as reading:
        post = reading.get_one(Post, post_id)
    for word in words:
        post.body = post.body.replace(word, "*" * len(word))
    with Maker.begin() as writing:
        writing.merge(post)


def unpin(topic: Topic) -> None:
    session = object_session(topic)
    session.commit()
    topic.pinned = False
    session.commit()


def unpin_all(ids: list[int]) -> None:
    with Maker() as session:
        for topic_id in ids:
            topic = session.merge(cached_topic(topic_id))
            topic.pinned = False
        session.commit()
