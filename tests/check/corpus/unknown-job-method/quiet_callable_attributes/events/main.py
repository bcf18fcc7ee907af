from events.bus import Bus
from events.manager import JobManager

manager = JobManager(Bus())
manager.start_job("a")
manager.log_job("a is on its way")
manager.warn_job("a is slow")
manager.finish_job("a")
manager.notify("job.archived", job_id="a")
manager.on_finished("a")
manager.jobs.clear()
print(manager.now())
