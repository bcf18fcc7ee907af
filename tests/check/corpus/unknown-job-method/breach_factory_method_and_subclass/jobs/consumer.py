import logging

from jobs.manager import JobManager, PriorityJobManager

logger = logging.getLogger("jobs")


def consume(queue: str, messages: list[str]) -> None:
    manager = JobManager.for_queue(queue)
    urgent = PriorityJobManager(queue + "-urgent")
    for message in messages:
        manager.enqueue_job(message)
        manager.start_job(message)
        if message.startswith("!"):
            urgent.enqueue_job(message)
            urgent.promote_job(message)
            manager.complete_job(message)  # here
        else:
            manager.fail_job(message, "not urgent")
            logger.info("failed %s", message)
