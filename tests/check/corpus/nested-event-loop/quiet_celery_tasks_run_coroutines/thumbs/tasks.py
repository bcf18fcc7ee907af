import asyncio

from celery import shared_task

from thumbs.celery_app import celery
from thumbs.images import download, mirror


def _finish(coroutine):
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(coroutine)
    finally:
        loop.close()


@celery.task(bind=True, max_retries=5)
def mirror_image(self, url: str, targets: list[str]) -> int:
    try:
        return asyncio.run(mirror(url, targets))
    except OSError as error:
        raise self.retry(exc=error, countdown=30)


@shared_task(name="thumbs.size")
def measure(url: str) -> int:
    return len(_finish(download(url)))
