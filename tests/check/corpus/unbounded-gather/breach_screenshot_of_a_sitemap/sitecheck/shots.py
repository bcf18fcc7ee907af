import asyncio
import hashlib
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from .sitemap import read_sitemap


async def shoot(browser: Browser, url: str, folder: Path, width: int = 1280) -> Path:
    page = await browser.new_page(viewport={"width": width, "height": 900})
    try:
        await page.goto(url)
        target = folder / f"{hashlib.sha1(url.encode()).hexdigest()[:12]}-{width}.png"
        await page.screenshot(path=target, full_page=True)
        return target
    finally:
        await page.close()


async def shoot_site(sitemap: str, folder: Path) -> list[Path]:
    urls = await read_sitemap(sitemap)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch()
        shots = [shoot(browser, url, folder) for url in urls]
        paths = await asyncio.gather(*shots)  # here: warning
        await browser.close()
    return paths


async def shoot_widths(url: str, folder: Path) -> list[Path]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch()
        paths = await asyncio.gather(*[shoot(browser, url, folder, width) for width in (390, 820, 1280)])
        await browser.close()
    return paths
