from .service import JobService

__all__ = ["JobService"]
