import asyncio

from scanner.service import scan_document


def scanned(pages):
    return asyncio.run(scan_document(pages))


def test_every_page_has_a_key(finish):
    assert len(finish(scan_document(3))) == 3


def test_no_page_no_key():
    assert scanned(0) == []
