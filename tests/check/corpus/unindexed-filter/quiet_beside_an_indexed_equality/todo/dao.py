from sqlalchemy import and_, func

from todo.models import Board, Card


class CardDAO(object):
    def __init__(self, session):
        self.session = session

    def lane(self, board_id, lane):
        return self.session.query(Card).filter(Card.board_id == board_id, Card.lane == lane).all()

    def size_of_lane(self, board_id, lane):
        query = self.session.query(func.count(Card.id)).filter_by(board_id=board_id)
        return query.filter_by(lane=lane).scalar()

    def overdue(self, board_id, today):
        return self.session.query(Card).filter(and_(Card.board_id == board_id, Card.due < today)).all()

    def due_on(self, board_id, day):
        return self.session.query(Card).filter((Card.due == day) & (Card.board_id == board_id)).all()

    def move(self, card_id, lane):
        self.session.query(Card).filter(Card.id == card_id, Card.lane != lane).update({"lane": lane})

    def titled(self, board_id, title):
        return self.session.query(Card).filter(Card.title == title).filter(Card.board_id == board_id).first()


class BoardDAO(object):
    def __init__(self, session):
        self.session = session

    def named(self, owner_id, title):
        return self.session.query(Board).filter_by(owner_id=owner_id, title=title).first()

    def rename(self, owner_id, old, new):
        query = self.session.query(Board)
        query = query.filter(Board.owner_id == owner_id)
        query = query.filter(Board.title == old)
        return query.update({Board.title: new})
