import asyncio
import csv
import io

from insight.queries import top_paths


def write_rows(rows: list[tuple[str, int]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("path", "hits"))
    writer.writerows(rows)
    return out.getvalue()


def render_site_report(site_id: int) -> str:
    # We are in a worker thread here, there is no loop to reuse.
    rows = asyncio.run(top_paths(site_id, limit=1000))  # here
    return write_rows(list(rows))
