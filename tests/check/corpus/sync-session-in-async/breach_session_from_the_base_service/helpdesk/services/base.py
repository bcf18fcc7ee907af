import sqlalchemy.orm


class BaseService:
    def __init__(self, db: sqlalchemy.orm.Session, user: str) -> None:
        self.db = db
        self.user = user

    def save(self, entity):
        self.db.add(entity)
        self.db.commit()
        return entity
