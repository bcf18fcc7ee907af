from typing import Self

from pydantic import BaseModel, Field

from moderation.classifier import is_acceptable


class NewComment(BaseModel):
    article: int
    text: str = Field(min_length=1, max_length=2000)

    def checked(self) -> Self:
        if not is_acceptable(self.text):
            raise ValueError("this comment was refused")
        return self
