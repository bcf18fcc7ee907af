from quizbot.db.models import Player
from quizbot.db.session import session_scope

__all__ = ["Player", "session_scope"]
