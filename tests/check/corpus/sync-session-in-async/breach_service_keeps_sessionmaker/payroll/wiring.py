from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from payroll.bank import Bank
from payroll.service import PayrollService


def build(url: str, bank: Bank) -> PayrollService:
    return PayrollService(sessionmaker(create_engine(url)), bank)
