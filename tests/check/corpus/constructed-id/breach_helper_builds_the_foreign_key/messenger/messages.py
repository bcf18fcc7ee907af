from sqlalchemy import select
from sqlalchemy.orm import Session

from messenger.ids import conversation_id, new_id
from messenger.schema import Conversation, Message


def send(session: Session, sender: str, to: str, body: str) -> Message:
    message = Message(conversation_id=conversation_id(sender, to), sender=sender, body=body)
    session.add(message)
    session.commit()
    return message


def reply(session: Session, conversation: Conversation, sender: str, body: str) -> Message:
    message = Message(id=new_id("reply"), conversation_id=conversation.id, sender=sender, body=body)
    session.add(message)
    session.commit()
    return message


def history(session: Session, conversation: Conversation) -> list[str]:
    messages = session.scalars(select(Message).where(Message.conversation_id == conversation.id))
    return [f"{message.sender}: {message.body}" for message in messages]
