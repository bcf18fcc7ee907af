import asyncio
import sqlite3

import feedparser

from podcasts.net import PoliteSession


def subscriptions(path="podcasts.db"):
    with sqlite3.connect(path) as connection:
        return [url for (url,) in connection.execute("SELECT feed_url FROM subscriptions")]


async def read_feed(session, url):
    async with session.get(url) as response:
        feed = feedparser.parse(await response.text())
    return [(entry.title, entry.link) for entry in feed.entries]


async def new_episodes():
    urls = subscriptions()
    async with PoliteSession(headers={"User-Agent": "podcasts/2"}) as session:
        tasks = [read_feed(session, url) for url in urls]
        found = await asyncio.gather(*tasks, return_exceptions=True)
    return {url: episodes for url, episodes in zip(urls, found) if not isinstance(episodes, Exception)}
