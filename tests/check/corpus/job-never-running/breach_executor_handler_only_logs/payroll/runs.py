import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from sqlmodel import Session

from .entities import PayrollRun, engine
from .pdf import print_slips

logger = logging.getLogger("payroll")
pool = ThreadPoolExecutor(max_workers=2)


def execute_run(run_id: int) -> None:  # here
    logger.info("payroll run %s", run_id)
    with Session(engine) as session:
        run = session.get_one(PayrollRun, run_id)
        run.status = "in_progress"
        session.commit()
        try:
            run.slips = print_slips(run)
            run.status = "done"
            session.commit()
        except Exception:
            logger.exception("payroll run %s failed", run_id)
            raise


def repeat_run(run_id: int) -> None:
    logger.info("payroll run %s once more", run_id)
    with Session(engine) as session:
        run = session.get_one(PayrollRun, run_id)
        run.status = "in_progress"
        session.commit()
        try:
            run.slips = print_slips(run)
            run.status = "done"
            session.commit()
        except Exception:
            logger.exception("payroll run %s failed once more", run_id)
            session.rollback()
            run.status = "error"
            session.commit()
            raise


async def start_run(month: date) -> int:
    with Session(engine) as session:
        run = PayrollRun(month=month)
        session.add(run)
        session.commit()
        run_id = run.id
    asyncio.get_running_loop().run_in_executor(pool, execute_run, run_id)
    return run_id


async def restart_run(run_id: int) -> None:
    asyncio.get_running_loop().run_in_executor(pool, repeat_run, run_id)
