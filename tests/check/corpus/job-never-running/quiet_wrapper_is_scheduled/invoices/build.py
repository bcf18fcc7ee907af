import asyncio

from weasyprint import HTML


async def build_invoices(job_id: str, month: str) -> int:
    await asyncio.sleep(1)
    for number in range(10):
        await asyncio.to_thread(HTML(string=f"<h1>{month}/{number}</h1>").write_pdf, f"/tmp/{job_id}-{number}.pdf")
    return 10


def zip_invoices(job_id: str, month: str) -> str:
    import shutil

    return shutil.make_archive(f"/srv/invoices/{month}-{job_id}", "zip", f"/srv/invoices/{month}")
