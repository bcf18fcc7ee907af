from fastapi import APIRouter, BackgroundTasks, HTTPException

from alerts.orm import Alert, Session
from alerts.slack import post_alert

router = APIRouter()


@router.post("/alerts/{alert_id}/escalate")
async def escalate(alert_id: int, background_tasks: BackgroundTasks):
    async with Session() as session:
        alert = await session.get(Alert, alert_id)
        if alert is None:
            raise HTTPException(404)
        alert.level = "critical"
        alert = alert.as_dict()
        await session.commit()
    background_tasks.add_task(post_alert, alert)
    return alert
