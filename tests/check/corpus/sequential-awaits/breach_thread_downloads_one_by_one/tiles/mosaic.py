import asyncio
import io

from PIL import Image

from .grid import Box, cells
from .remote import download

SIZE = 256


async def mosaic(box: Box, zoom: int) -> Image.Image:
    pictures: dict[tuple[int, int], bytes] = {}
    for x, y in cells(box, zoom):
        pictures[x, y] = await asyncio.to_thread(download, zoom, x, y)  # here: warning
    return await asyncio.to_thread(paste, pictures)


def paste(pictures: dict[tuple[int, int], bytes]) -> Image.Image:
    left = min(x for x, _ in pictures)
    top = min(y for _, y in pictures)
    width = max(x for x, _ in pictures) - left + 1
    height = max(y for _, y in pictures) - top + 1
    sheet = Image.new("RGB", (width * SIZE, height * SIZE))
    for (x, y), content in pictures.items():
        sheet.paste(Image.open(io.BytesIO(content)), ((x - left) * SIZE, (y - top) * SIZE))
    return sheet
