import abc
import enum
import logging
import threading


class JobState(enum.Enum):
    IDLE = "idle"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"


class BaseJob(abc.ABC):
    name = "job"

    def __init__(self) -> None:
        self.state = JobState.IDLE
        self.error: Exception | None = None
        self.log = logging.getLogger(f"fleet.{self.name}")

    def run(self) -> None:
        self.log.info("%s starts", self.name)
        self.state = JobState.RUNNING
        try:
            self.execute()
        except Exception as error:
            self.log.exception("%s failed", self.name)
            self.error = error
            self.state = JobState.FAILED
        else:
            self.state = JobState.FINISHED

    def start(self) -> threading.Thread:
        thread = threading.Thread(target=self.run, name=self.name, daemon=True)
        thread.start()
        return thread

    @abc.abstractmethod
    def execute(self) -> None: ...
