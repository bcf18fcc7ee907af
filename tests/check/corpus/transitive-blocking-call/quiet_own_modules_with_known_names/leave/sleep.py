"""Sleep records of the night shift."""


class Night:
    def __init__(self) -> None:
        self.hours: list[float] = []

    def sleep(self, hours: float) -> None:
        self.hours.append(hours)

    def run(self) -> float:
        return sum(self.hours)
