from bots.manager import JobManager, load


def mark(manager: JobManager, job_id: str, state: str) -> None:
    getattr(manager, f"mark_{state}")(job_id)


def run(path: str) -> None:
    manager = load(path)
    manager.mark_paused("a")
    manager.update_job_status("a", "running")
    own = JobManager()
    mark(own, "a", "running")
    own.mark_done("a")
    print(own.__class__.__name__, own.__dict__, own.states.get("a"))
