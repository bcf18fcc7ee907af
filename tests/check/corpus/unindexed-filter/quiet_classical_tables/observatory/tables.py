from sqlalchemy import Column, Float, ForeignKey, Index, Integer, MetaData, String, Table, UniqueConstraint

metadata = MetaData()

stars = Table(
    "stars",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("designation", String(40), nullable=False, unique=True),
    Column("constellation", String(20), nullable=False),
    Column("magnitude", Float),
    Index("ix_stars_constellation", "constellation"),
)

sightings = Table(
    "sightings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("star_id", ForeignKey("stars.id"), nullable=False),
    Column("observer", String(80), nullable=False),
    Column("night", String(10), nullable=False),
    UniqueConstraint("star_id", "observer", "night"),
)

Index("ix_sightings_night", sightings.c.night)
