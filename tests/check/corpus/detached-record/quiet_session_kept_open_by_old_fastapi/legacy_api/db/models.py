from sqlalchemy import Column, Integer, Numeric, String
from sqlalchemy.ext.declarative import as_declarative, declared_attr


@as_declarative()
class Base:
    id = Column(Integer, primary_key=True)

    @declared_attr
    def __tablename__(cls):
        return cls.__name__.lower()


class Rate(Base):
    currency = Column(String(3), index=True)
    value = Column(Numeric(18, 6))
