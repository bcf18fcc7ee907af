from .session import SessionDep, async_session_factory

__all__ = ["SessionDep", "async_session_factory"]
