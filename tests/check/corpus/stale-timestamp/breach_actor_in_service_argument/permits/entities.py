from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy import orm


class Entity(orm.DeclarativeBase):
    pass


class Clerk(Entity):
    __tablename__ = "clerk"

    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String(80))


class Permit(Entity):
    __tablename__ = "permit"

    id = sa.Column(sa.Integer, primary_key=True)
    holder = sa.Column(sa.String(80))
    valid_until = sa.Column(sa.Date)
    updated_at = sa.Column(sa.DateTime, onupdate=dt.datetime.now)
    updated_by = sa.Column(sa.ForeignKey("clerk.id"))
