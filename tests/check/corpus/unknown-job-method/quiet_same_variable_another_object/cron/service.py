from apscheduler.schedulers.background import BackgroundScheduler

from cron.jobs import JobManager


def clean(name):
    manager = JobManager(name)
    manager.create_job("clean")
    manager = manager.backend()
    manager.vacuum()


def schedule(job_manager):
    job_manager.pause_job("clean")
    job_manager.reschedule_job("clean", trigger="interval", hours=1)


def main():
    manager = BackgroundScheduler()
    manager.add_job(clean, "interval", hours=1, args=["main"], id="clean")
    schedule(manager)
    manager.start()
    manager.modify_job("clean", max_instances=1)
