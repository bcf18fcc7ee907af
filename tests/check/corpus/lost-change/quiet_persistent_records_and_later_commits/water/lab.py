import logging

from water.analysis import measure
from water.model import Sample, Session

log = logging.getLogger(__name__)


def analyse(sample_id):
    session = Session()
    sample = session.query(Sample).get(sample_id)
    sample.state = "running"
    session.commit()
    try:
        sample.ph = measure(sample.place)
        sample.state = "done"
        session.commit()
    except Exception:
        log.exception("sample %s", sample_id)
        session.rollback()
        sample.state = "failed"
        session.commit()
    finally:
        Session.remove()


def analyse_all(batch=100):
    session = Session()
    for number, sample in enumerate(session.query(Sample).filter_by(state="new"), start=1):
        sample.ph = measure(sample.place)
        sample.state = "done"
        if number % batch == 0:
            session.commit()
    session.commit()


def raise_alarm(place):
    session = Session()
    acid = session.query(Sample).filter(Sample.place == place, Sample.ph < 6).first()
    if acid is None:
        session.commit()
        return False
    acid.alarmed = True
    session.commit()
    return True


def poll(stop):
    session = Session()
    while not stop.is_set():
        sample = session.query(Sample).filter_by(state="new").first()
        if sample is None:
            session.commit()
            stop.wait(5)
            continue
        sample.state = "running"
        session.commit()
        sample.ph = measure(sample.place)
        sample.state = "done"
        session.commit()
