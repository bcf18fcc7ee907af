from .base import GridManager


class GridJobManager(GridManager):
    def submit_job(self, name: str) -> str:
        return f"{self.label()}-{name}"

    def cancel_job(self, job_id: str) -> None:
        self.send("cancel", job_id)
