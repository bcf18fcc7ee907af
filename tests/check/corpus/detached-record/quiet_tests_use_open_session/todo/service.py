from sqlalchemy.orm import Session

from todo.models import Item, List


def finish_all(session: Session, todo: List) -> int:
    for item in todo.items:
        item.done = True
    session.commit()
    return len(todo.items)


def add(session: Session, name: str, *texts: str) -> List:
    todo = List(name=name, items=[Item(text=text) for text in texts])
    session.add(todo)
    session.commit()
    return todo
