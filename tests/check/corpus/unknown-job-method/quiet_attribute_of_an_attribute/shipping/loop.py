from .manager import JobManager


def loop(manager: JobManager) -> None:
    manager.events.subscribe("jobs")
    while not manager.queue.empty():
        job_id = manager.next_job()
        manager.redis.publish("jobs", job_id)
        manager.session.execute("select 1")
        manager.session.commit()
        manager.queue.task_done()
    manager.redis.close()
