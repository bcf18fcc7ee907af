from forum.db import Maker, Topic

_topics: dict[int, Topic] = {}


def cached_topic(topic_id: int) -> Topic:
    """Detached, from the cache."""
    if topic_id not in _topics:
        with Maker() as session:
            _topics[topic_id] = session.get_one(Topic, topic_id)
    return _topics[topic_id]
