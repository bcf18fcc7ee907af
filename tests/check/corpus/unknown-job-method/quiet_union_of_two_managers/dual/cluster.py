class ClusterJobManager:
    def __init__(self, host: str) -> None:
        self.host = host

    def create_job(self, name: str) -> str:
        return f"{self.host}/{name}"

    def drain_jobs(self) -> None:
        print("draining", self.host)
