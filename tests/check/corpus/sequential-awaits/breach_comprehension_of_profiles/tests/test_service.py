from teamdir.gateway import Profile
from teamdir.service import TeamService


def test_profiles_are_grouped_by_timezone():
    profiles = [Profile(1, "Ada", "UTC"), Profile(2, "Bo", "CET")]
    assert TeamService.by_timezone(profiles) == {"UTC": ["Ada"], "CET": ["Bo"]}
