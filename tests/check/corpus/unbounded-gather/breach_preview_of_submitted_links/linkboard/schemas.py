from pydantic import BaseModel, HttpUrl


class PreviewRequest(BaseModel):
    urls: list[HttpUrl]
    with_images: bool = False


class Preview(BaseModel):
    url: str
    title: str | None = None
    image: str | None = None
