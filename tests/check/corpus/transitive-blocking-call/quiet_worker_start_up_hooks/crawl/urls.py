from urllib.parse import urldefrag, urljoin


def normal(base: str, link: str) -> str:
    return urldefrag(urljoin(base, link)).url.rstrip("/")
