from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

from .features import FeatureClient


@dataclass(slots=True)
class Candidate:
    item_id: str
    score: float = 0.0


class Ranker:
    weights = {"popularity": 0.6, "freshness": 0.3, "margin": 0.1}

    def __init__(self, features: FeatureClient) -> None:
        self.features = features

    def _score(self, values: dict[str, float]) -> float:
        return sum(weight * values.get(name, 0.0) for name, weight in self.weights.items())

    async def rank(self, candidates: Sequence[Candidate], top: int = 20) -> list[Candidate]:
        for candidate in candidates:
            values = await self.features.get_features(candidate.item_id)  # here: warning
            candidate.score = self._score(values)
        return sorted(candidates, key=lambda candidate: candidate.score, reverse=True)[:top]

    async def first_above(self, candidates: Sequence[Candidate], threshold: float) -> Candidate | None:
        for candidate in candidates:
            values = await self.features.get_features(candidate.item_id)
            if self._score(values) >= threshold:
                return candidate
        return None
