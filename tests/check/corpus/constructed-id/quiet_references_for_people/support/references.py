"""What we print in subjects, and how we find the case again when somebody answers."""

import re

REFERENCE = re.compile(r"\[(?P<product>[A-Z]+)-(?P<year>\d{4})-(?P<id>\d+)\]")


def reference(case):
    return "[%s-%d-%d]" % (case.product, case.opened_in, case.id)


def case_id_in(subject):
    match = REFERENCE.search(subject)
    return int(match["id"]) if match else None
