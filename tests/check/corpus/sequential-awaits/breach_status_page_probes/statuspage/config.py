import tomllib
from pathlib import Path


def load_services(path="services.toml"):
    with Path(path).open("rb") as file:
        return tomllib.load(file)["services"]
