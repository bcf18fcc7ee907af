TRANSITIONS = {"start": "running", "complete": "completed", "fail": "failed", "cancel": "cancelled"}


def with_transitions(cls):
    for verb, status in TRANSITIONS.items():

        def transition(self, job_id, *, _status=status):
            self.set_job_status(job_id, _status)

        setattr(cls, f"{verb}_job", transition)
    return cls
