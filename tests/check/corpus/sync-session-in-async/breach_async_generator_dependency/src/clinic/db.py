from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from clinic.config import settings

engine = create_engine(settings.database_url, echo=settings.echo)
LocalSession = sessionmaker(bind=engine)
