from .ranker import Ranker
from .features import FeatureClient

__all__ = ["FeatureClient", "Ranker"]
