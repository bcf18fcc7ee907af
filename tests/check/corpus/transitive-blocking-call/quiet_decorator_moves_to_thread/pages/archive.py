import subprocess
from urllib.request import urlopen

from asgiref.sync import sync_to_async

from pages.threads import threaded


@threaded
def download(url: str) -> bytes:
    with urlopen(url, timeout=10) as response:
        return response.read()


class Shots:
    def __init__(self, browser: str = "chromium") -> None:
        self.browser = browser

    @threaded
    def take(self, url: str, target: str) -> int:
        command = [self.browser, "--headless", f"--screenshot={target}", url]
        return subprocess.run(command, check=False).returncode


@sync_to_async
def pdf_of(url: str) -> bytes:
    return subprocess.check_output(["wkhtmltopdf", url, "-"])


def headers_of(url: str) -> dict[str, str]:
    with urlopen(url, timeout=10) as response:
        return dict(response.headers)


headers_of_async = sync_to_async(headers_of)
