from .labels import LabelRepository
from .records import RecordRepository


class Catalogue:
    def __init__(self, records: RecordRepository, labels: LabelRepository) -> None:
        self.records = records
        self.labels = labels

    async def find(self, text: str) -> dict[str, object]:
        return {"records": await self.records.by_title(text), "label": await self.labels.by_name(text)}
