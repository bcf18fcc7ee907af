from .base import Base, SessionFactory
from .tables import Subscriber

__all__ = ["Base", "SessionFactory", "Subscriber"]
