import structlog

from shopsync.database import SyncJob, SyncState, sessionmaker
from shopsync.remote import pull_orders, push_stock

logger = structlog.get_logger()


async def sync_orders(job_id: int) -> None:
    log = logger.bind(job_id=job_id)
    log.info("order sync starts")
    async with sessionmaker() as session:
        job = await session.get(SyncJob, job_id)
        if job is None or job.state is SyncState.cancelled:
            log.warning("nothing to do")
            return
        job.state = SyncState.processing
        await session.commit()
        try:
            count = await pull_orders(job.shop)
            job.state, job.detail = SyncState.synced, f"{count} orders"
            await session.commit()
        except Exception as exc:
            log.exception("order sync failed")
            await session.rollback()
            job.state, job.detail = SyncState.error, str(exc)
            await session.commit()


async def sync_stock(job_id: int) -> None:
    log = logger.bind(job_id=job_id)
    log.info("stock sync starts")
    async with sessionmaker() as session:
        job = await session.get(SyncJob, job_id, with_for_update=True)
        if not job:
            return
        job.state = SyncState.processing
        await session.commit()
        try:
            await push_stock(job.shop)
        except TimeoutError:
            log.exception("shop did not answer")
            job.state = SyncState.error
        except Exception:
            log.exception("stock sync failed")
            job.state = SyncState.error
        else:
            job.state = SyncState.synced
        await session.commit()
