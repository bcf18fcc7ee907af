from quizbot.db import Player, session_scope


def top(count=10):
    with session_scope() as session:
        players = session.query(Player).order_by(Player.points.desc()).limit(count)
        return [(player.discord_id, player.points) for player in players]
