from fastapi import FastAPI

from genomics.analyses import align_reads, call_variants
from genomics.jobs import JobInfo, job_manager

app = FastAPI()


@app.post("/samples/{sample}/align")
async def align(sample: str) -> dict[str, str]:
    return {"job_id": job_manager.submit("align", align_reads, sample)}


@app.post("/samples/{sample}/variants")
async def variants(sample: str) -> dict[str, str]:
    return {"job_id": job_manager.submit("variants", call_variants, sample)}


@app.get("/jobs/{job_id}")
async def job(job_id: str) -> JobInfo:
    return job_manager.get(job_id)
