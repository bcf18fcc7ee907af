from celery import shared_task

from shop.background.registry import JobRegistry


@shared_task(bind=True)
def rebuild_prices(self, shop_id):
    registry = JobRegistry.instance()
    registry.add_job(self.request.id, f"prices of {shop_id}")
    registry.update_state(self.request.id, "running")
    changed = [price for price in range(shop_id) if price % 2]
    registry.complete_job(self.request.id)  # here
    return len(changed)


@shared_task
def forget(job_id):
    JobRegistry.instance().remove_job(job_id)
