import csv

from ingest.jobs import manager as task_manager


def load(path):
    task_manager.register_task(path)
    task_manager.start_task(path)
    with open(path, newline="") as stream:
        for number, row in enumerate(csv.reader(stream)):
            if not row:
                task_manager.log(path, f"line {number} is empty")  # here
    task_manager.finish_task(path)
