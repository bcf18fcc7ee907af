from arq.connections import RedisSettings

from worker.digest import send_digest, send_single


class WorkerSettings:
    functions = [send_digest, send_single]
    redis_settings = RedisSettings(host="redis")
    max_jobs = 20
