from harvest.loops import finish
from harvest.store import insert_readings


def parse(blob):
    for line in blob.decode("ascii").splitlines():
        sensor, _, value = line.partition("=")
        yield sensor, float(value)


def parse_and_store(greenhouse, blob, *, strict=False):
    readings = list(parse(blob))
    if strict and not readings:
        raise ValueError(f"nothing from {greenhouse}")
    finish(insert_readings(greenhouse, readings))
    return len(readings)
