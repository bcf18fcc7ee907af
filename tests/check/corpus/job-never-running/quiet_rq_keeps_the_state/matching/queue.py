from redis import Redis
from rq import Queue

queue = Queue("matching", connection=Redis(host="redis"), default_timeout=3600)
