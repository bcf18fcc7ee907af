import xml.etree.ElementTree as ET

from . import jobs


def load(path):
    jobs.manager.register_task(path)
    jobs.manager.start_task(path)
    try:
        ET.parse(path)
    except ET.ParseError:
        jobs.manager.fail_task(path)  # here
        raise
    jobs.manager.finish_task(path)
