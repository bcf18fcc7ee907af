from .api import WikiApi
from .tree import Page


async def import_tree(api: WikiApi, root: Page) -> dict[str, int]:
    ids: dict[str, int] = {}
    for parent, page in root.walk():
        ids[page.title] = await api.create_page(page.title, page.body, ids.get(parent or ""))
    return ids


async def reorder(api: WikiApi, page_ids: list[int]) -> None:
    for position, page_id in enumerate(page_ids):
        await api.move_page(page_id, position)
