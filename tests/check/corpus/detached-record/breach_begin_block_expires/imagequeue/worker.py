import sqlalchemy as sa
from PIL import Image

from imagequeue.schema import Item, SessionFactory, State


def work_once() -> bool:
    with SessionFactory.begin() as session:
        item = session.scalars(
            sa.select(Item).where(Item.state == State.WAITING).with_for_update(skip_locked=True).limit(1)
        ).first()
        if item is None:
            return False
        item.state = State.TAKEN
    picture = Image.open(item.path)  # here
    picture.thumbnail((256, 256))
    picture.save("thumbnail.png")
    return True
