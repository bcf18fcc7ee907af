from .service import TeamService

__all__ = ["TeamService"]
