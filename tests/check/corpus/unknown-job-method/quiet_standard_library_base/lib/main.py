from lib.jobs import JobManager, JobStore


def main() -> None:
    store = JobStore()
    manager = JobManager(store)
    manager.start()
    store.create_job("a")
    store.setdefault("b", "pending")
    store.update({"c": "pending"})
    manager.stop_jobs()
    manager.join(timeout=5)
    print(manager.is_alive(), store.pop("a", None))
