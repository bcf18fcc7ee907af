from sqlalchemy import select
from sqlalchemy.orm import Session

from experiments.store import Run


def change(session: Session, run_id: int, metric: str) -> float | None:
    run = session.get_one(Run, run_id)
    before_id = run.id - 1  # here
    before = session.scalars(select(Run).where(Run.id == before_id)).one_or_none()
    if before is None:
        return None
    return run.metrics[metric] - before.metrics[metric]


def change_in_experiment(session: Session, run_id: int, metric: str) -> float | None:
    run = session.get_one(Run, run_id)
    before = session.scalars(
        select(Run)
        .where(Run.experiment_id == run.experiment_id, Run.id < run.id)
        .order_by(Run.id.desc())
        .limit(1)
    ).one_or_none()
    return run.metrics[metric] - before.metrics[metric] if before else None


def rerun(session: Session, run_id: int) -> int:
    run = session.get_one(Run, run_id)
    again = Run(experiment_id=run.experiment_id, seed=run.seed + 1)
    session.add(again)
    session.commit()
    return again.id


def reseeded(session: Session, run: Run) -> list[Run]:
    return list(session.scalars(select(Run).where(Run.seed == run.seed + 1)))
