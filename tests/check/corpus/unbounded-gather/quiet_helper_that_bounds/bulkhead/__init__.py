from .concurrency import gather_bounded

__all__ = ["gather_bounded"]
