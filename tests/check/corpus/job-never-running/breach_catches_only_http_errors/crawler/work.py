import json
import re

import httpx
from loguru import logger

from .registry import JOBS

LINK = re.compile(r'href="(https?://[^"]+)"')


async def crawl_site(job_id: str) -> None:  # here
    job = JOBS[job_id]
    job["status"] = "running"
    logger.info("crawling {}", job["url"])
    try:
        async with httpx.AsyncClient(follow_redirects=True) as client:
            page = await client.get(job["url"])
            for link in LINK.findall(page.text)[:100]:
                await client.get(link)
                job["pages"] += 1
        with open(f"/var/crawls/{job_id}.json", "w") as file:
            json.dump(LINK.findall(page.text), file)
    except httpx.HTTPError as error:
        logger.warning("crawl {} failed: {}", job_id, error)
        job["status"] = "failed"
        job["error"] = str(error)
    else:
        job["status"] = "completed"


async def crawl_sitemap(job_id: str) -> None:
    job = JOBS[job_id]
    job["status"] = "running"
    logger.info("reading the sitemap of {}", job["url"])
    try:
        async with httpx.AsyncClient() as client:
            page = await client.get(job["url"] + "/sitemap.xml")
            job["pages"] = page.text.count("<loc>")
    except httpx.HTTPStatusError as error:
        logger.warning("sitemap {}: {}", job_id, error.response.status_code)
        job.update(status="failed", error=f"HTTP {error.response.status_code}")
    except Exception as error:
        logger.exception("sitemap {}", job_id)
        job.update(status="failed", error=str(error))
    else:
        job["status"] = "completed"
