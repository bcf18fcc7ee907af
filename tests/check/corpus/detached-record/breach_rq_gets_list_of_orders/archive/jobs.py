import json
from pathlib import Path


def archive_batch(orders, target):
    out = Path(target)
    for order in orders:
        lines = [line.text for line in order.lines]
        (out / f"{order.id}.json").write_text(json.dumps(lines))
