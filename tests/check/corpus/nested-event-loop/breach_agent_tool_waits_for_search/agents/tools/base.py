from abc import ABC, abstractmethod
from typing import Any


class Tool(ABC):
    name: str

    @abstractmethod
    def invoke(self, **arguments: Any) -> str: ...
