from plugins.manager import JobManager


def shut_down(manager: JobManager) -> None:
    for job_id in list(manager.running):
        if hasattr(manager, "pause_job"):
            manager.pause_job(job_id)
        else:
            manager.stop_job(job_id)


def resume(manager: JobManager, job_id: str) -> None:
    getattr(manager, "resume_job", manager.start_job)(job_id)
