from orchestra.conductor import Conductor

conductor = Conductor()


def rehearse(pieces: list[str]) -> None:
    job_id = conductor.create_job("rehearsal")
    conductor.update_job_progress(job_id, 0.0, status="running")
    for number, piece in enumerate(pieces):
        print(piece)
        conductor.update_job_progress(job_id, (number + 1) / len(pieces))
    conductor.update_job_status(job_id, status="completed")  # here
