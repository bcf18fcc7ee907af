class JobManager:
    """A thin front over the configured backend."""

    def __init__(self, backend):
        self._backend = backend

    def create_job(self, name):
        return name

    def __getattr__(self, name):
        return getattr(self._backend, name)
