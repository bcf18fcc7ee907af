from redis import Redis
from rq import Queue, Retry

redis = Redis(host="redis")
default = Queue("default", connection=redis)
slow = Queue("slow", connection=redis, default_timeout=900)
again = Retry(max=3, interval=[10, 60, 300])
