"""The only place that knows what a build's id looks like."""

from sqlalchemy.orm import Session

from ci.models import Build


def register_build(session: Session, repository: str, commit: str) -> Build:
    build_id = f"{repository}@{commit[:12]}"
    build = session.get(Build, build_id)
    if build is None:
        build = Build(id=build_id, repository=repository, commit=commit)
        session.add(build)
        session.flush()
    return build


def finish(session: Session, build_id: str, ok: bool) -> None:
    build = session.get_one(Build, build_id)
    build.status = "passed" if ok else "failed"
