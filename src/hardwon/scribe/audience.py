"""Who may read what a session keeps to itself."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Audience:
    """Those who read: `session` by its own name, and the roles they have.

    What is private can be read by its own session, by the roles that it names, and by `owner`s.
    """

    session: str = ""
    roles: frozenset[str] = frozenset()

    def may_read(self, session: str | None, readers: str | None) -> bool:
        """Whether what `session` has kept for `readers` (as `readers_of` gives them) is for this audience."""
        if readers is None or "owner" in self.roles or (session and session == self.session):
            return True
        return not self.roles.isdisjoint(readers.split())

    def may_read_event(self, session: str | None, payload: Mapping[str, object]) -> bool:
        """`may_read` for an event of `session` that says `payload`."""
        return self.may_read(session, readers_of(payload))


EVERYONE = Audience()
OWNER = Audience(roles=frozenset({"owner"}))
"""The person whose repository it is, in front of their own machine."""


def readers_of(payload: Mapping[str, object]) -> str | None:
    """The roles for which an event is kept, joined by blanks (empty: none); None where it is for all.

    An event says `"private": true`, or `"private": ["reviewer"]`. What cannot be understood stays private.
    """
    private = payload.get("private")
    if private is None or private is False:
        return None
    if isinstance(private, list | tuple):
        return " ".join(role for role in private if isinstance(role, str))
    return ""
