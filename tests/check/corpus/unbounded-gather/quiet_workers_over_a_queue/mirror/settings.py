from pathlib import Path

WORKERS = 8
TARGET = Path("mirror")
INDEX = "https://archive.example.com/index.txt"
