from sqlalchemy import update

from parking.models import Place
from parking.uow_sync import UnitOfWork


def free_all(uow: UnitOfWork) -> None:
    with uow:
        uow.session.execute(update(Place).values(plate=None))
        uow.commit()
