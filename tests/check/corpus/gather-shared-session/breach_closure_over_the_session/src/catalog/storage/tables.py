import sqlalchemy as sa
from sqlalchemy import orm


class Base(orm.DeclarativeBase):
    pass


class Product(Base):
    __tablename__ = "product"

    id = sa.Column(sa.Integer, primary_key=True)
    category = sa.Column(sa.String(60), nullable=False)
    name = sa.Column(sa.String(200), nullable=False)
