from .models import Base, Experiment, Run

__all__ = ["Base", "Experiment", "Run"]
