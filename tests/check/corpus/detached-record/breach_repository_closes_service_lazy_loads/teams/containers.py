from dependency_injector import containers, providers

from .database import Database
from .repositories import TeamRepository
from .services import TeamService


class Container(containers.DeclarativeContainer):
    config = providers.Configuration()
    db = providers.Singleton(Database, db_url=config.db.url)
    team_repository = providers.Factory(TeamRepository, session_factory=db.provided.session)
    team_service = providers.Factory(TeamService, team_repository=team_repository)
