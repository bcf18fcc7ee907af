import zipfile
from pathlib import Path


def write_archive(target: Path, images: list[bytes]) -> None:
    with zipfile.ZipFile(target, "w") as archive:
        for number, image in enumerate(images, start=1):
            archive.writestr(f"{number:04}.png", image)
