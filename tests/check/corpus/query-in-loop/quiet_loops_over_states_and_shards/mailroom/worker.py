import logging
import time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from .config import POLL_SECONDS, SHARDS
from .letters import Letter, State

log = logging.getLogger(__name__)


def figures(session: Session) -> dict[str, int]:
    counts = {}
    for state in State:
        counts[state.name] = session.scalar(select(func.count(Letter.id)).where(Letter.state == state)) or 0
    return counts


def all_figures() -> dict[str, dict[str, int]]:
    result = {}
    for name, engine in SHARDS.items():
        with Session(engine) as session:
            result[name] = {"letters": session.scalar(select(func.count(Letter.id)))}
    return result


def run(shard: str, deliver) -> None:
    while True:
        with Session(SHARDS[shard]) as session, session.begin():
            letter = session.scalar(
                select(Letter).where(Letter.state == State.QUEUED).limit(1).with_for_update(skip_locked=True)
            )
            if letter is None:
                time.sleep(POLL_SECONDS)
                continue
            log.info("delivering %s", letter.id)
            letter.state = State.SENT if deliver(letter.body) else State.BOUNCED
