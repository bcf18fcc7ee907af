from sqlalchemy import Column, DateTime, ForeignKey, Integer, String
from sqlalchemy.orm import relationship

from clinic.database import Base


class Patient(Base):
    __tablename__ = "patient"

    id = Column(Integer, primary_key=True)
    phone = Column(String(32))


class Appointment(Base):
    __tablename__ = "appointment"

    id = Column(Integer, primary_key=True)
    starts_at = Column(DateTime, nullable=False)
    patient_id = Column(Integer, ForeignKey("patient.id"))
    patient = relationship(Patient, backref="appointments")
