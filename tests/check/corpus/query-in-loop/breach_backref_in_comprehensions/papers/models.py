from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import backref, declarative_base, relationship

Base = declarative_base()


class Journal(Base):
    __tablename__ = "journal"

    id = Column(Integer, primary_key=True)
    issn = Column(String(9), unique=True)


class Paper(Base):
    __tablename__ = "paper"

    id = Column(Integer, primary_key=True)
    doi = Column(String(100), unique=True)
    journal_id = Column(ForeignKey("journal.id"), index=True)
    journal = relationship("Journal", backref=backref("papers", order_by="Paper.doi"))


class Citation(Base):
    __tablename__ = "citation"

    id = Column(Integer, primary_key=True)
    citing_id = Column(ForeignKey("paper.id"), index=True)
    cited_id = Column(ForeignKey("paper.id"), index=True)
    citing = relationship("Paper", foreign_keys=[citing_id])
    cited = relationship("Paper", foreign_keys=[cited_id], backref="cited_by")
