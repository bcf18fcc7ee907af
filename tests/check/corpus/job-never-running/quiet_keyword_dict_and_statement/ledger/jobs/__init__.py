from .repository import JobRepository

__all__ = ["JobRepository"]
