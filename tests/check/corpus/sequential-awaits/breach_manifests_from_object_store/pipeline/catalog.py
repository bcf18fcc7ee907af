import logging

from pipeline.store import open_store

logger = logging.getLogger(__name__)


async def build_catalog(prefix="raw/"):
    """Collect every manifest below the prefix into one catalog file."""
    datasets = []
    async with open_store() as store:
        keys = [key for key in await store.keys(prefix) if key.endswith("/manifest.json")]
        logger.info("reading %d manifests", len(keys))
        for number, key in enumerate(keys, start=1):
            manifest = await store.read_json(key)  # here: warning
            datasets.append(
                {
                    "name": manifest["name"],
                    "rows": manifest.get("rows", 0),
                    "location": key.rsplit("/", 1)[0],
                }
            )
            if number % 100 == 0:
                logger.info("%d of %d", number, len(keys))
        datasets.sort(key=lambda entry: entry["name"])
        await store.write_json("catalog.json", datasets)
    return len(datasets)
