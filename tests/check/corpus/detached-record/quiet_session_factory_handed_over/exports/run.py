from sqlalchemy.orm import Session, sessionmaker

from exports.db import Export


def run_export(session_factory: sessionmaker[Session], export_id: int) -> None:
    with session_factory() as session, session.begin():
        export = session.get(Export, export_id)
        if export is not None:
            export.state = "done"
