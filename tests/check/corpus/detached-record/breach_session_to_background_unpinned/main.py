from fastapi import FastAPI

from routers import reports

app = FastAPI(title="Reports")
app.include_router(reports.router)
