from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

engine = create_engine("postgresql+psycopg2://reports@db/reports")
SessionLocal = sessionmaker(engine)
