import sys
import time
from pathlib import Path

from worker.runner import Runner
from worker.tracking import JobTracker


def main() -> None:
    tracker = JobTracker(Path("jobs"))
    runner = Runner(tracker)
    for name in sys.argv[1:]:
        runner.run(name, lambda: time.sleep(1))


if __name__ == "__main__":
    main()
