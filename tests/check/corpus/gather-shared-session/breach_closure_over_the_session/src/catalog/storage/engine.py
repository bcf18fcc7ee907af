import os

from sqlalchemy.ext import asyncio as sa_async

_engine = sa_async.create_async_engine(os.environ["CATALOG_DSN"])
Maker = sa_async.async_sessionmaker(_engine, expire_on_commit=False)
