import requests

TILE_URL = "https://tiles.example.com/{z}/{x}/{y}.png"


def download(z: int, x: int, y: int) -> bytes:
    response = requests.get(TILE_URL.format(z=z, x=x, y=y), timeout=20)
    response.raise_for_status()
    return response.content
