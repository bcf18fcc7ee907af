from .base import Base
from .content import Article, Banner
from .users import User

__all__ = ["Article", "Banner", "Base", "User"]
