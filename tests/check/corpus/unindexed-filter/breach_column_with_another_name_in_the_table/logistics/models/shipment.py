from sqlalchemy import Column, DateTime, Integer, String
from sqlalchemy.ext.declarative import declarative_base

Base = declarative_base()


class Shipment(Base):
    __tablename__ = "tbl_shipment"

    id = Column("shp_id", Integer, primary_key=True)
    carrier_ref = Column("shp_ref", String(40))  # here: warning
    carrier = Column("shp_carrier", String(10))
    sent_at = Column("shp_sent", DateTime)
