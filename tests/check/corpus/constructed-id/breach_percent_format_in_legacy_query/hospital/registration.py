import random
import string

from hospital.orm import Sample


def register(session, ward, tube, taken):
    """The barcode is random, so that nobody can tell the ward from it."""
    barcode = "".join(random.choice(string.ascii_uppercase) for _ in range(12))
    sample = Sample(id=barcode, ward=ward, tube=tube, taken=taken)
    session.add(sample)
    session.commit()
    return sample.id
