from slugify import slugify
from sqlalchemy import Column, Date, ForeignKey, Integer, Numeric, String
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class Client(Base):
    __tablename__ = "clients"

    id = Column(Integer, primary_key=True)
    name = Column(String(100))


class Invoice(Base):
    __tablename__ = "invoices"

    id = Column(Integer, primary_key=True)
    client_id = Column(ForeignKey("clients.id"))
    issued = Column(Date)
    total = Column(Numeric(10, 2))
    pdf_path = Column(String(300))
    client = relationship(Client)

    @property
    def label(self):
        return "INV-%d-%06d" % (self.issued.year, self.id)

    @property
    def file_name(self):
        return slugify(self.client.name) + "-" + str(self.id) + ".pdf"
