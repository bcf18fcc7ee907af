from xml.etree import ElementTree


def parse(text: str) -> list[dict]:
    root = ElementTree.fromstring(text)
    return [
        {"title": item.findtext("title", ""), "link": item.findtext("link", "")}
        for item in root.iter("item")
    ]
