import pytesseract
from PIL import Image


def read_page(path: str) -> str:
    with Image.open(path) as page:
        return pytesseract.image_to_string(page)
