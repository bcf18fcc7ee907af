from sqlalchemy.orm import Session

from messenger import ids
from messenger.schema import Conversation


def open_conversation(session: Session, one: str, other: str) -> Conversation:
    conversation = Conversation(title=ids.conversation_title(one, other))
    session.add(conversation)
    session.commit()
    return conversation
