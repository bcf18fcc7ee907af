from sqlalchemy.orm import Session

from chess.models import Game, Player


def move(session: Session, game_id: int, notation: str) -> None:
    game = session.get_one(Game, game_id)
    game.moves = f"{game.moves} {notation}".strip()
    session.commit()


def finish(session: Session, game_id: int, winner_id: int, loser_id: int) -> None:
    game = session.get_one(Game, game_id)
    winner = session.get_one(Player, winner_id)
    loser = session.get_one(Player, loser_id)
    game.result = winner.name
    winner.rating += 8
    loser.rating -= 8
    session.commit()
