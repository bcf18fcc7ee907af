from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

BlockingSession = sessionmaker(create_engine("postgresql+psycopg://press@db/press"))
