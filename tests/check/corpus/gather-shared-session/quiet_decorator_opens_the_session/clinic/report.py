import asyncio
import datetime

from clinic.queries import doctors, visits_on


async def morning_report() -> str:
    today = datetime.date.today()
    yesterday = today - datetime.timedelta(days=1)
    now, before, names = await asyncio.gather(visits_on(today), visits_on(yesterday), doctors())
    return f"{now} visits today, {before} yesterday, {len(names)} doctors"


async def week(start: datetime.date) -> list[int]:
    days = [start + datetime.timedelta(days=number) for number in range(7)]
    return await asyncio.gather(*[visits_on(day) for day in days])
