from tracker.db.engine import get_session
from tracker.db.tables import Base, Project, Ticket

__all__ = ["Base", "Project", "Ticket", "get_session"]
