from .repositories import TeamRepository


class TeamNotFound(Exception):
    pass


class TeamService:
    def __init__(self, team_repository: TeamRepository) -> None:
        self._repository = team_repository

    def addresses(self, slug: str) -> list:
        team = self._repository.get_by_slug(slug)
        if team is None:
            raise TeamNotFound(slug)
        return sorted(member.email for member in team.members)  # here
