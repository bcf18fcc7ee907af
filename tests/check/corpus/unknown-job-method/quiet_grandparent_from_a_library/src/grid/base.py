import jobkit.managers


class GridManager(jobkit.managers.Manager):
    region = "eu"

    def label(self) -> str:
        return f"grid-{self.region}"
