import subprocess
import time
from urllib.error import URLError
from urllib.request import urlopen


def chromium_version() -> str:
    return subprocess.check_output(["chromium", "--version"], text=True).split()[-1]


def wait_until_up(url: str, tries: int = 30) -> None:
    for _ in range(tries):
        try:
            urlopen(url).close()
            return
        except URLError:
            time.sleep(1)
    raise RuntimeError(f"{url} does not answer")
